using System.Buffers;

namespace Saliency.Perturbation;

/// <summary>Writes which pixels a sample removes: H×W choices, by the sample's number alone.</summary>
internal delegate void RemovalSource(int sample, Span<bool> removed);

/// <summary>Shows the model an image without some of its pixels, many times, and keeps the scores.</summary>
internal sealed class RemovedPixels(ModelInput input, Imputer imputer, int count, RemovalSource removals) : IPerturbation
{
    private readonly Imputer _imputer = imputer.PreparedFor(input);

    /// <summary>The score of each sample.</summary>
    public double[] Scores { get; } = new double[count];

    public int Count => count;

    public int ScratchLength => 0;

    public void Fill(int sample, Span<float> image, Span<float> scratch)
    {
        var rented = ArrayPool<bool>.Shared.Rent(input.Shape.PlaneLength);
        var removed = rented.AsSpan(0, input.Shape.PlaneLength);
        removed.Clear();
        removals(sample, removed);
        _imputer.Impute(input, removed, sample, image);
        ArrayPool<bool>.Shared.Return(rented);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => values.CopyTo(Scores.AsSpan(first));
}
