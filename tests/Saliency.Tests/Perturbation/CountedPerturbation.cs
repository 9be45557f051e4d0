using Saliency.Perturbation;

namespace Saliency.Tests.Perturbation;

/// <summary>Fills image i with values that only i decides, keeps i in the scratch, and writes down what comes back.</summary>
internal sealed class CountedPerturbation(int count, Action<int>? withinFill = null) : IPerturbation
{
    private int _active;

    public int Count => count;

    public int ScratchLength => 1;

    public List<int> Accepted { get; } = [];

    public List<double> Values { get; } = [];

    public List<float> Kept { get; } = [];

    /// <summary>Fills that have begun and not ended.</summary>
    public int Active => Volatile.Read(ref _active);

    public void Fill(int sample, Span<float> image, Span<float> scratch)
    {
        Interlocked.Increment(ref _active);
        try
        {
            withinFill?.Invoke(sample);
            for (int i = 0; i < image.Length; i++) image[i] = ((sample * 31) + i) % 101 / 101f;
            scratch[0] = sample;
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        for (int i = 0; i < values.Length; i++) Accepted.Add(first + i);
        foreach (double v in values) Values.Add(v);
        foreach (float s in scratch) Kept.Add(s);
    }
}
