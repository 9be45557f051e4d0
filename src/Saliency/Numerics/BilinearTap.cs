namespace Saliency.Numerics;

/// <summary>Where one value of a bilinear resampling comes from along one axis.</summary>
/// <param name="Low">The sample before the position.</param>
/// <param name="High">The sample after it.</param>
/// <param name="Fraction">How much of the second: 0..1.</param>
internal readonly record struct BilinearTap(int Low, int High, float Fraction)
{
    /// <summary>The tap at a continuous position, where sample i has its centre at i + ½.</summary>
    public static BilinearTap At(double position, int length, GridBorder border)
    {
        double u = position - 0.5, floor = Math.Floor(u);
        int low = (int)floor;
        return border == GridBorder.Clamp
            ? new(SampleIndex.Clamp(low, length), SampleIndex.Clamp(low + 1, length), (float)(u - floor))
            : new(SampleIndex.Mirror(low, length), SampleIndex.Mirror(low + 1, length), (float)(u - floor));
    }

    /// <summary>A tap for each target i, which reads at <c>start + step·(i + ½)</c>.</summary>
    public static void Fill(double start, double step, int length, GridBorder border, Span<BilinearTap> taps)
    {
        for (int i = 0; i < taps.Length; i++) taps[i] = At(start + (step * (i + 0.5)), length, border);
    }

    /// <summary>Resamples one row. There is one tap a value.</summary>
    /// <remarks>Plain: the reads are scattered, and a row is stretched once for many target rows.</remarks>
    public static void Expand(ReadOnlySpan<float> row, ReadOnlySpan<BilinearTap> taps, Span<float> target)
    {
        if (taps.Length != target.Length) throw new ArgumentException($"Expected {target.Length} taps, got {taps.Length}.", nameof(taps));
        for (int x = 0; x < target.Length; x++)
        {
            var (low, high, fraction) = taps[x];
            float left = row[low];
            target[x] = left + (fraction * (row[high] - left));
        }
    }
}
