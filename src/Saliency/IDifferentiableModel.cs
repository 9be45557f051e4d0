using Saliency.Numerics;

namespace Saliency;

/// <summary>Chooses what to differentiate, once the answer to a batch is known.</summary>
/// <param name="answer">The answer, not yet looked at for NaN.</param>
/// <returns>One objective for all images, one for each, or k for each: image 0's k first.</returns>
public delegate IReadOnlyList<Objective> ObjectiveChoice(ModelAnswer answer);

/// <summary>A model whose outputs can be differentiated: what gradient-based explainers need.</summary>
public interface IDifferentiableModel : ILayeredModel
{
    /// <summary>The name to ask for where the gradient with respect to the image itself is wanted.</summary>
    string InputName { get; }

    /// <summary>The gradients of one number per image with respect to the image, to layers, or to both, in one run.</summary>
    /// <param name="images"><paramref name="count"/> images of C×H×W floats, one after the other.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="objectives">The number to differentiate: one objective for each image, or one for all of them.</param>
    /// <param name="gradients">Names what to differentiate with respect to (<see cref="InputName"/>, layers); receives the gradients, each of its value's shape.</param>
    /// <param name="answer">Names outputs and layers whose values are wanted from the same run; null for none.</param>
    /// <exception cref="UnsupportedOperatorException">The path to the outputs leads through operators without a rule: it lists all of them.</exception>
    /// <exception cref="ArgumentException">A value is not differentiable, or there is none of that name.</exception>
    void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null);

    /// <summary>Answers a batch, lets the caller choose what to explain, and differentiates that: for targets that depend on the answer, and for several targets of one image.</summary>
    /// <remarks>A model shares the forward run among the targets where it can.</remarks>
    /// <param name="images"><paramref name="count"/> images of C×H×W floats, one after the other.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="answer">Names outputs and layers whose values are wanted; filled before <paramref name="choose"/> is called.</param>
    /// <param name="choose">Called once. It answers one objective for all images, one for each, or k for each.</param>
    /// <param name="gradients">Names what to differentiate with respect to; receives an entry for each objective: k for each image, image 0's first.</param>
    /// <exception cref="UnsupportedOperatorException">The path to the outputs leads through operators without a rule: it lists all of them.</exception>
    /// <exception cref="ArgumentException">A value is not differentiable, there is none of that name, or the number of objectives does not fit.</exception>
    void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients) =>
        AnswerThenDifferentiate(this, images, count, answer, choose, gradients);

    /// <summary>The plain way: a run, then a run that differentiates, of an image for each objective.</summary>
    internal static void AnswerThenDifferentiate(IDifferentiableModel model, ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients)
    {
        ArgumentNullException.ThrowIfNull(choose);
        model.Run(images, count, answer);
        var objectives = choose(answer);
        int each = Objective.Each(objectives, count);
        if (each == 1) model.Differentiate(images, count, objectives, gradients);
        else model.Differentiate(Repetition.OfEach(images, count, each), count * each, objectives, gradients);
    }
}
