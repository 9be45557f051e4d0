namespace Saliency.Explainers;

/// <summary>The images that a method asks about for one input, and what becomes of their gradients: the method's formula.</summary>
internal interface IGradientPath
{
    /// <summary>Writes the image of a step. Called concurrently, in any order; what it writes depends on the step alone.</summary>
    /// <param name="step">0 to the number of steps − 1.</param>
    /// <param name="image">Receives the image.</param>
    /// <param name="scratch">Kept until the step is accepted.</param>
    void Fill(int step, Span<float> image, Span<float> scratch);

    /// <summary>Takes the gradient of a step. Called by one thread at a time, in rising order.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">What was differentiated with respect to, at this step: the image, or the layer's activations.</param>
    /// <param name="gradient">The score's gradient there.</param>
    /// <param name="scratch">What <see cref="Fill"/> kept.</param>
    void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch);

    /// <summary>The attribution, once every step was accepted.</summary>
    double[] Finish();
}
