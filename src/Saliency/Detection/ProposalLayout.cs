using System.Collections.Immutable;

namespace Saliency.Detection;

/// <summary>What the four numbers of a box are.</summary>
public enum BoxForm
{
    /// <summary>Left, top, right, bottom.</summary>
    Corners,

    /// <summary>Top, left, bottom, right, as TensorFlow writes them.</summary>
    RowsFirst,

    /// <summary>Middle x, middle y, width, height, as YOLO and DETR do.</summary>
    Center,
}

/// <summary>In what the numbers of a box are measured.</summary>
public enum BoxUnit
{
    /// <summary>Pixels of the model's input.</summary>
    Pixels,

    /// <summary>Shares of its width and height, 0..1.</summary>
    Shares,
}

/// <summary>Which axis of an output counts the proposals.</summary>
public enum ProposalAxis
{
    /// <summary>Proposals × numbers; what stands between the first and the last axis counts proposals too.</summary>
    First,

    /// <summary>Numbers × proposals, as YOLO has it since its version 8.</summary>
    Last,
}

/// <summary>How the answer of a detector is to be read: boxes <em>before</em> suppression, each with scores of all classes.</summary>
/// <remarks>A proposal is four numbers of a box, its objectness where the detector has one, and a score for each class: in one output, in this order, or boxes and the rest in two.
/// Detectors whose file ends with the suppression of overlapping boxes have thrown away what these methods need.</remarks>
public sealed record ProposalLayout
{
    /// <summary>One output of <c>N × (4 + 1 + classes)</c>: middle, size, objectness, class probabilities, as YOLO 5 and 7 are exported.</summary>
    public static ProposalLayout Yolo5 { get; } = new() { Form = BoxForm.Center, HasObjectness = true };

    /// <summary>One output of <c>(4 + classes) × N</c>: middle, size, class probabilities, as YOLO 8 and later are exported.</summary>
    public static ProposalLayout Yolo8 { get; } = new() { Form = BoxForm.Center, Axis = ProposalAxis.Last };

    /// <summary>The output that holds the boxes; null is the first.</summary>
    public string? Boxes { get; init; }

    /// <summary>The output that holds the scores; null is the boxes' own, behind the box.</summary>
    public string? Scores { get; init; }

    /// <summary>What the numbers of a box are.</summary>
    public BoxForm Form { get; init; }

    /// <summary>In what they are measured.</summary>
    public BoxUnit Unit { get; init; }

    /// <summary>Which axis counts the proposals.</summary>
    public ProposalAxis Axis { get; init; }

    /// <summary>What the scores are: logits of a softmax over the classes, logits of a sigmoid each, or numbers that are taken as they are. Objectness of either logits is a sigmoid's.</summary>
    public ScoreKind Kind { get; init; } = ScoreKind.Probabilities;

    /// <summary>Whether the number before the class scores is the chance that there is anything at all. Without it the surest class stands for it.</summary>
    public bool HasObjectness { get; init; }

    /// <summary>The score that speaks for no object (0 in many SSDs, <c>^1</c> in DETR); null where there is none. It is no class.</summary>
    public Index? Background { get; init; }

    /// <summary>Runs the detector on an image and reads its proposals as detections, each of its surest class, in the detector's order. For <see cref="NonMaximumSuppression"/>.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="input">The image, of its input shape.</param>
    /// <param name="minimumScore">Those below are left out; a score is objectness × probability of the class.</param>
    /// <exception cref="ArgumentException">The outputs are not laid out so.</exception>
    public ImmutableArray<DetectedObject> Read(IModel model, ModelInput input, double minimumScore = 0.25)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        var (boxes, scores) = Proposals.Outputs(this, model);
        return Read(model, model.Answer(input, boxes == scores ? [boxes] : [boxes, scores]), 0, minimumScore);
    }

    /// <summary>The proposals of one image as detections, each of its surest class, in the detector's order. For <see cref="NonMaximumSuppression"/>.</summary>
    /// <param name="model">The detector.</param>
    /// <param name="answer">Its answer, with all outputs that the layout names.</param>
    /// <param name="image">The image's place in the answer.</param>
    /// <param name="minimumScore">Those below are left out; a score is objectness × probability of the class.</param>
    /// <exception cref="ArgumentException">The outputs are not laid out so.</exception>
    public ImmutableArray<DetectedObject> Read(IModel model, ModelAnswer answer, int image = 0, double minimumScore = 0.25)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(answer);
        var proposals = new Proposals(this, model, answer, image);
        var classes = new double[proposals.Classes];
        var found = ImmutableArray.CreateBuilder<DetectedObject>();
        for (int i = 0; i < proposals.Count; i++)
        {
            proposals.Probabilities(i, classes);
            int best = Proposals.Surest(classes);
            double score = classes[best] * (HasObjectness ? proposals.Objectness(i, classes) : 1);
            if (score >= minimumScore) found.Add(new DetectedObject(proposals.Box(i), best, (float)score));
        }
        return found.DrainToImmutable();
    }
}
