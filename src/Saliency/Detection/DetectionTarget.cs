using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

namespace Saliency.Detection;

/// <summary>What is explained of a detector: that it finds one object, at its place and of its class. With <c>Rise</c> this is D-RISE; every other explainer takes it, too.</summary>
/// <remarks>
/// <para>With t the box and q the class probabilities that are asked for, and b_i, p_i, o_i box, class probabilities and objectness of the proposals:
/// <c>f = max_i IoU(b_i, t) · cos(p_i, q) · o_i</c>, 0..1. Where the detector has no objectness, the probability of a proposal's surest class stands for it: the cosine alone does not
/// see how sure a proposal is. Among equals the first proposal counts. It has gradients: those of the best proposal.</para>
/// <para>The scale of the score does not matter: similarity is of probabilities.</para>
/// <para>Petsiuk, Jain, Manjunatha, Morariu, Mehra, Ordonez, Saenko: Black-box explanation of object detectors via saliency maps. CVPR 2021.</para>
/// </remarks>
public sealed class DetectionTarget : Target
{
    private readonly ProposalLayout _layout;
    private readonly (Box Box, ImmutableArray<float> Classes)? _wanted;
    private readonly DetectedObject? _found;

    /// <summary>The proposal that the detector is surest of on the untouched image, with its own class probabilities.</summary>
    public DetectionTarget(ProposalLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.Form.EnsureDefined(nameof(layout));
        layout.Unit.EnsureDefined(nameof(layout));
        layout.Axis.EnsureDefined(nameof(layout));
        layout.Kind.EnsureDefined(nameof(layout));
        _layout = layout;
    }

    /// <summary>A class at a place: what a detector found, or what a person says that it should have.</summary>
    /// <param name="layout">How the detector's answer is read.</param>
    /// <param name="found">The box and the class; the score does not matter.</param>
    /// <exception cref="ArgumentException">The box is empty.</exception>
    public DetectionTarget(ProposalLayout layout, DetectedObject found) : this(layout)
    {
        Check(found.Box, nameof(found));
        ArgumentOutOfRangeException.ThrowIfNegative(found.Class, nameof(found));
        _found = found;
    }

    /// <summary>A mixture of classes at a place: the whole probabilities of a detection, as the paper takes them.</summary>
    /// <param name="layout">How the detector's answer is read.</param>
    /// <param name="box">The box.</param>
    /// <param name="probabilities">One finite number for each class, not all zero.</param>
    /// <exception cref="ArgumentException">The box is empty, or the probabilities have no direction.</exception>
    public DetectionTarget(ProposalLayout layout, Box box, ReadOnlySpan<float> probabilities) : this(layout)
    {
        Check(box, nameof(box));
        if (!TensorPrimitives.IsFiniteAll(probabilities) || !probabilities.ContainsAnyExcept(0f))
            throw new ArgumentException("Expected finite probabilities, not all zero.", nameof(probabilities));
        _wanted = (box, [.. probabilities]);
    }

    /// <inheritdoc/>
    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(untouched);
        var proposals = new Proposals(_layout, model, untouched, image);
        var classes = new double[proposals.Classes];
        if (_wanted is { } wanted)
        {
            if (wanted.Classes.Length != classes.Length)
                throw new ArgumentException($"Expected a probability for each of the {classes.Length} classes of {model.Name}, got {wanted.Classes.Length}.", nameof(model));
            for (int c = 0; c < classes.Length; c++) classes[c] = wanted.Classes[c];
            return new DetectionObjective(_layout, model, wanted.Box, classes);
        }
        if (_found is { } found)
        {
            CheckClass(model, OutputOf(model, proposals.ScoreOutput), found.Class, classes.Length);
            classes[found.Class] = 1;
            return new DetectionObjective(_layout, model, found.Box, classes);
        }
        var (best, most) = (-1, 0.0);
        for (int i = 0; i < proposals.Count; i++)
        {
            proposals.Probabilities(i, classes);
            double sure = classes[Proposals.Surest(classes)] * (_layout.HasObjectness ? proposals.Objectness(i, classes) : 1);
            if (sure > most && proposals.Box(i).Area > 0) (best, most) = (i, sure);
        }
        if (best < 0) throw new InvalidOperationException($"Expected a proposal of {model.Name} with a box and a score above 0, got none of {proposals.Count}.");
        proposals.Probabilities(best, classes);
        return new DetectionObjective(_layout, model, proposals.Box(best), classes);
    }

    /// <inheritdoc/>
    public override string ToString() => _found is { } found ? $"class {found.Class} at a place" : _wanted is null ? "surest detection" : "detection at a place";

    private static void Check(Box box, string name)
    {
        if (!(box.Area > 0 && double.IsFinite(box.Area)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a box with an area, got {box.Left}, {box.Top}, {box.Right}, {box.Bottom}."), name);
    }
}
