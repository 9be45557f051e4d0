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

    /// <summary>The probability that a marked value is above an unmarked one, ties counting half (Mann and Whitney's U over all pairs).</summary>
    /// <param name="values">Numbers.</param>
    /// <param name="marks">As many as values; some set, some not.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static double AreaAbove(ReadOnlySpan<float> values, ReadOnlySpan<bool> marks)
    {
        if (marks.Length != values.Length) throw new ArgumentException($"Expected {values.Length} marks, got {marks.Length}.", nameof(marks));
        var rented = ArrayPool<int>.Shared.Rent(Math.Max(1, values.Length));
        try
        {
            var order = rented.AsSpan(0, values.Length);
            Descending(values, order);
            // Twice the pairs, so that the half of a tie is whole.
            long doubled = 0, above = 0;
            for (int first = 0, end; first < order.Length; first = end)
            {
                long marked = 0;
                for (end = first; end < order.Length && values[order[end]] == values[order[first]]; end++)
                    if (marks[order[end]]) marked++;
                long unmarked = end - first - marked;
                doubled += unmarked * ((2 * above) + marked);
                above += marked;
            }
            return doubled / (2.0 * above * (values.Length - above));
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>Marks the <paramref name="count"/> highest values; among equals the lowest indices.</summary>
    /// <remarks>Finds the last value that belongs to them digit by digit, without sorting.</remarks>
    /// <param name="values">Numbers.</param>
    /// <param name="count">0 to the number of values.</param>
    /// <param name="marks">As many as values; every one is written.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static void Highest(ReadOnlySpan<float> values, int count, Span<bool> marks)
    {
        if (marks.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} marks, got {marks.Length}.", nameof(marks));
        if (count < 0 || count > values.Length) throw new ArgumentOutOfRangeException(nameof(count), count, $"Expected 0 to {values.Length} values.");
        var rented = ArrayPool<uint>.Shared.Rent(Math.Max(1, values.Length));
        try
        {
            var keys = rented.AsSpan(0, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                if (float.IsNaN(values[i])) throw new ArgumentException($"Expected numbers to order, got NaN at index {i}.", nameof(values));
                keys[i] = FallingKey(values[i]);
            }
            var (last, equal) = Select(keys, count);
            for (int i = 0; i < keys.Length; i++) marks[i] = keys[i] < last || (keys[i] == last && equal-- > 0);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }

    /// <summary>The key at which <paramref name="count"/> keys are reached, counted from the lowest, and how many keys equal to it belong to them.</summary>
    private static (uint Last, int Equal) Select(ReadOnlySpan<uint> keys, int count)
    {
        Span<int> counts = stackalloc int[Buckets];
        uint last = 0, known = 0;
        foreach (int shift in (ReadOnlySpan<int>)[2 * DigitBits, DigitBits, 0])
        {
            counts.Clear();
            foreach (uint key in keys)
                if ((key & known) == last) counts[(int)((key >> shift) & (Buckets - 1))]++;
            int digit = 0;
            while (digit < Buckets - 1 && counts[digit] < count) count -= counts[digit++];
            last |= (uint)digit << shift;
            known |= (uint)(Buckets - 1) << shift;
        }
        return (last, count);
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
