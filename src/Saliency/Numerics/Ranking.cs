using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Orders pixels by value.</summary>
internal static class Ranking
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Writes the indices of the values, highest first; among equals the lowest index first. −0 equals +0.</summary>
    /// <remarks>A radix sort by three digits: a stable order in time proportional to the number of values.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static void Descending(ReadOnlySpan<float> values, Span<int> order)
    {
        if (order.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} indices, got {order.Length}.", nameof(order));
        var pool = ArrayPool<ulong>.Shared;
        var (here, there) = (pool.Rent(Math.Max(1, values.Length)), pool.Rent(Math.Max(1, values.Length)));
        var counts = ArrayPool<int>.Shared.Rent(3 * Buckets);
        try
        {
            Sort(values, here.AsSpan(0, values.Length), there.AsSpan(0, values.Length), counts.AsSpan(0, 3 * Buckets), order);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            pool.Return(here);
            pool.Return(there);
        }
    }

    /// <summary>Writes for each value its rank, 1 for the lowest; equal values share the mean of their ranks (for Spearman's correlation).</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static void Average(ReadOnlySpan<float> values, Span<double> ranks)
    {
        if (ranks.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} ranks, got {ranks.Length}.", nameof(ranks));
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, values.Length));
        try
        {
            var order = rented.AsSpan(0, values.Length);
            Descending(values, order);
            for (int first = 0, end; first < order.Length; first = end)
            {
                for (end = first + 1; end < order.Length && values[order[end]] == values[order[first]];) end++;
                foreach (int i in order[first..end]) ranks[i] = order.Length - ((first + end - 1) / 2.0);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static void Sort(ReadOnlySpan<float> values, Span<ulong> here, Span<ulong> there, Span<int> counts, Span<int> order)
    {
        counts.Clear();
        Span<int> low = counts[..Buckets], middle = counts.Slice(Buckets, Buckets), high = counts[(2 * Buckets)..];
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i])) throw new ArgumentException($"Expected numbers to order, got NaN at index {i}.", nameof(values));
            uint key = FallingKey(values[i]);
            low[(int)(key & (Buckets - 1))]++;
            middle[(int)((key >> DigitBits) & (Buckets - 1))]++;
            high[(int)(key >> (2 * DigitBits))]++;
            here[i] = ((ulong)key << 32) | (uint)i;
        }
        Starts(low);
        Starts(middle);
        Starts(high);
        foreach (ulong item in here) there[low[(int)((item >> 32) & (Buckets - 1))]++] = item;
        foreach (ulong item in there) here[middle[(int)((item >> (32 + DigitBits)) & (Buckets - 1))]++] = item;
        foreach (ulong item in here) order[high[(int)(item >> (32 + (2 * DigitBits)))]++] = (int)item;
    }

    /// <summary>An integer that falls as the value rises.</summary>
    private static uint FallingKey(float value)
    {
        // Adding zero turns −0 into +0. A positive number's bits rise with it and a negative one's fall.
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits < 0 ? (uint)bits : ~(uint)bits & 0x7FFFFFFF;
    }

    private static void Starts(Span<int> counts)
    {
        int start = 0;
        foreach (ref int count in counts) (count, start) = (start, start + count);
    }
}
