namespace Saliency.Perturbation;

/// <summary>A question put to a model many times: how to fill image i, and what to do with its answer.</summary>
internal interface IPerturbation : ISamples
{
    /// <summary>Takes the answers of consecutive samples. Called by one thread at a time, in rising order.</summary>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="values">For each sample, the value of each objective.</param>
    /// <param name="scratch">For each sample, what <see cref="ISamples.Fill"/> kept.</param>
    void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch);
}
