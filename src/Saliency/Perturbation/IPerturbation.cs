namespace Saliency.Perturbation;

/// <summary>A question put to a model many times: how to fill image i, and what to do with its answer.</summary>
internal interface IPerturbation
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Floats that an image keeps from <see cref="Fill"/> to <see cref="Accept"/>: its mask, its bits; 0 for none.</summary>
    int ScratchLength { get; }

    /// <summary>Writes an image. Called concurrently, in any order; what it writes depends on the sample's number alone.</summary>
    void Fill(int sample, Span<float> image, Span<float> scratch);

    /// <summary>Takes the answers of consecutive samples. Called by one thread at a time, in rising order.</summary>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="values">For each sample, the value of each objective.</param>
    /// <param name="scratch">For each sample, what <see cref="Fill"/> kept.</param>
    void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch);
}
