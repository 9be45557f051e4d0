namespace Saliency.Perturbation;

/// <summary>A question put to a model's gradient many times: how to fill image i, what is differentiated there, and what to do with the gradient.</summary>
internal interface IGradientSamples : ISamples
{
    /// <summary>Whether a batch can be filled only after the batch before it was accepted: a path that the gradients themselves lead.</summary>
    bool Sequential => false;

    /// <summary>The number whose gradient is wanted at a sample.</summary>
    Objective ObjectiveOf(int sample);

    /// <summary>Takes the gradient of a sample. Called by one thread at a time, in rising order.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="value">What was differentiated with respect to, at this sample: the image, or the layer's activations.</param>
    /// <param name="gradient">The objective's gradient there, as many numbers.</param>
    /// <param name="scratch">What <see cref="ISamples.Fill"/> kept.</param>
    void Accept(int sample, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch);
}
