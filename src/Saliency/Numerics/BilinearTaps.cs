using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>The parts of a bilinear resampling along one axis: which two samples, and how they are mixed.</summary>
internal static class BilinearTaps
{
    /// <summary>The two samples around a continuous position, where sample i has its centre at i + ½.</summary>
    public static (int Low, int High, float Fraction) At(double position, int length, GridBorder border)
    {
        double u = position - 0.5, floor = Math.Floor(u);
        int low = (int)floor;
        return border == GridBorder.Clamp
            ? (SampleIndex.Clamp(low, length), SampleIndex.Clamp(low + 1, length), (float)(u - floor))
            : (SampleIndex.Mirror(low, length), SampleIndex.Mirror(low + 1, length), (float)(u - floor));
    }

    /// <summary>The samples for each target i, which reads at <c>start + step·(i + ½)</c>.</summary>
    public static void Fill(double start, double step, int length, GridBorder border, Span<int> low, Span<int> high, Span<float> fraction)
    {
        for (int i = 0; i < fraction.Length; i++)
            (low[i], high[i], fraction[i]) = At(start + (step * (i + 0.5)), length, border);
    }

    /// <summary>Resamples one row; the row is short or read once, so reading by index is cheap enough.</summary>
    public static void Expand(ReadOnlySpan<float> row, ReadOnlySpan<int> low, ReadOnlySpan<int> high, ReadOnlySpan<float> fraction, Span<float> target)
    {
        low = low[..target.Length];
        high = high[..target.Length];
        fraction = fraction[..target.Length];
        for (int x = 0; x < target.Length; x++)
        {
            float left = row[low[x]];
            target[x] = left + (fraction[x] * (row[high[x]] - left));
        }
    }

    /// <summary>Mixes two rows: <c>top + fraction · (bottom − top)</c>.</summary>
    /// <remarks>Not <c>TensorPrimitives.Lerp</c>: this form leaves equal rows exactly as they are, so that a mask is exactly 1 where it is open.</remarks>
    public static void Blend(ReadOnlySpan<float> top, ReadOnlySpan<float> bottom, float fraction, Span<float> target)
    {
        if (top.Length != target.Length || bottom.Length != target.Length)
            throw new ArgumentException($"Expected two rows of {target.Length} values, got {top.Length} and {bottom.Length}.", nameof(top));
        int x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float above = ref MemoryMarshal.GetReference(top), below = ref MemoryMarshal.GetReference(bottom), to = ref MemoryMarshal.GetReference(target);
            var share = new Vector<float>(fraction);
            for (; x <= target.Length - Vector<float>.Count; x += Vector<float>.Count)
            {
                var a = Vector.LoadUnsafe(ref above, (nuint)x);
                (a + (share * (Vector.LoadUnsafe(ref below, (nuint)x) - a))).StoreUnsafe(ref to, (nuint)x);
            }
        }
        for (; x < target.Length; x++) target[x] = top[x] + (fraction * (bottom[x] - top[x]));
    }
}
