using System.Buffers;

namespace Saliency.Numerics;

/// <summary>What follows from the order of pixels by value.</summary>
internal static class Ranking
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Writes the indices of the values, highest first; among equals the lowest index first. −0 equals +0.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static void Descending(ReadOnlySpan<float> values, Span<int> order)
    {
        if (order.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} indices, got {order.Length}.", nameof(order));
        using var falling = FallingOrder.Of(values);
        for (int place = 0; place < order.Length; place++) order[place] = falling.Index(place);
    }

    /// <summary>Writes for each value its rank, 1 for the lowest; equal values share the mean of their ranks (for Spearman's correlation).</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static void Average(ReadOnlySpan<float> values, Span<double> ranks)
    {
        if (ranks.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} ranks, got {ranks.Length}.", nameof(ranks));
        using var order = FallingOrder.Of(values);
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = order.EndOfEquals(first);
            double rank = order.Length - ((first + end - 1) / 2.0);
            for (int place = first; place < end; place++) ranks[order.Index(place)] = rank;
        }
    }

    /// <summary>The probability that a marked value is above an unmarked one, ties counting half (Mann and Whitney's U over all pairs).</summary>
    /// <param name="values">Numbers.</param>
    /// <param name="marks">As many as values; some set, some not.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static double AreaAbove(ReadOnlySpan<float> values, ReadOnlySpan<bool> marks)
    {
        if (marks.Length != values.Length) throw new ArgumentException($"Expected {values.Length} marks, got {marks.Length}.", nameof(marks));
        using var order = FallingOrder.Of(values);
        // Twice the pairs, so that the half of a tie is whole.
        long doubled = 0, above = 0;
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = order.EndOfEquals(first);
            long marked = 0;
            for (int place = first; place < end; place++) marked += marks[order.Index(place)] ? 1 : 0;
            doubled += (end - first - marked) * ((2 * above) + marked);
            above += marked;
        }
        return doubled / (2.0 * above * (values.Length - above));
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
        var rented = ArrayPool<uint>.Shared.Rent(2 * Math.Max(1, values.Length));
        try
        {
            var keys = rented.AsSpan(0, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                if (float.IsNaN(values[i])) throw new ArgumentException($"Expected numbers to order, got NaN at index {i}.", nameof(values));
                keys[i] = FallingOrder.Key(values[i]);
            }
            var (last, equal) = Select(keys, rented.AsSpan(values.Length, values.Length), count);
            for (int i = 0; i < keys.Length; i++) marks[i] = keys[i] < last || (keys[i] == last && equal-- > 0);
        }
        finally
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }

    /// <summary>The key at which <paramref name="count"/> keys are reached, counted from the lowest, and how many keys equal to it belong to them.</summary>
    private static (uint Last, int Equal) Select(ReadOnlySpan<uint> keys, Span<uint> room, int count)
    {
        Span<int> counts = stackalloc int[Buckets];
        uint last = 0;
        foreach (int shift in (ReadOnlySpan<int>)[2 * DigitBits, DigitBits, 0])
        {
            counts.Clear();
            foreach (uint key in keys) counts[(int)((key >> shift) & (Buckets - 1))]++;
            uint digit = 0;
            while (digit < Buckets - 1 && counts[(int)digit] < count) count -= counts[(int)digit++];
            last |= digit << shift;
            // The keys that have this digit are the only ones that the next can tell apart.
            int left = 0;
            foreach (uint key in keys)
            {
                room[left] = key;
                left += ((key >> shift) & (Buckets - 1)) == digit ? 1 : 0;
            }
            keys = room[..left];
        }
        return (last, count);
    }
}
