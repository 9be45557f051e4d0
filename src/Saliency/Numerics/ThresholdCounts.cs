using System.Numerics;

namespace Saliency.Numerics;

/// <summary>How many values reach each of a few thresholds.</summary>
internal static class ThresholdCounts
{
    private const int Buckets = 4096;

    /// <summary><c>counts[i]</c> = number of values that are at least <c>thresholds[i]</c>.</summary>
    /// <remarks>A value finds its thresholds by a table over equal parts of their range, and within a part by halving: one look at each value, whatever the
    /// number of thresholds.</remarks>
    /// <param name="values">Numbers, none of them NaN.</param>
    /// <param name="thresholds">In falling order, at least one.</param>
    /// <param name="counts">As many as thresholds.</param>
    public static void AtLeast<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> thresholds, Span<int> counts) where T : INumber<T>
    {
        if (thresholds.IsEmpty) throw new ArgumentException("Expected at least one threshold, got none.", nameof(thresholds));
        if (counts.Length != thresholds.Length) throw new ArgumentException($"Expected room for {thresholds.Length} counts, got {counts.Length}.", nameof(counts));
        T high = thresholds[0], low = thresholds[^1];
        double top = double.CreateTruncating(high), scale = (Buckets - 1) / (top - double.CreateTruncating(low));

        // The first threshold of each part of the range or of a later one; a part never falls as the value falls.
        Span<int> first = stackalloc int[Buckets + 1];
        int at = 0;
        for (int part = 0; part <= Buckets; part++)
        {
            while (at < thresholds.Length && Part(thresholds[at], top, scale) < part) at++;
            first[part] = at;
        }

        counts.Clear();
        foreach (var value in values)
        {
            if (value < low) continue;
            if (value >= high)
            {
                counts[0]++;
                continue;
            }
            int part = Part(value, top, scale), from = first[part], to = first[part + 1];
            while (from < to)
            {
                int middle = (from + to) >>> 1;
                if (thresholds[middle] > value) from = middle + 1;
                else to = middle;
            }
            counts[from]++;
        }
        for (int i = 1; i < counts.Length; i++) counts[i] += counts[i - 1];
    }

    private static int Part<T>(T value, double top, double scale) where T : INumber<T> => (int)((top - double.CreateTruncating(value)) * scale);
}
