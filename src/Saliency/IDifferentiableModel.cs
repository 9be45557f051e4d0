namespace Saliency;

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
}
