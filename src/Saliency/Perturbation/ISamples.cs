namespace Saliency.Perturbation;

/// <summary>Images to ask a model about, each made by its number alone.</summary>
internal interface ISamples
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Floats that an image keeps from <see cref="Fill"/> until its answer is taken: its mask, its bits; 0 for none.</summary>
    int ScratchLength { get; }

    /// <summary>Writes an image. Called concurrently, in any order; what it writes depends on the sample's number alone.</summary>
    void Fill(int sample, Span<float> image, Span<float> scratch);
}
