using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Orders many numbers at or above zero.</summary>
internal static class RisingOrder
{
    private const int DigitBits = 11, Buckets = 1 << DigitBits, Digits = 6;

    /// <summary>Writes the indices of the values, lowest first; among equals the lowest index first.</summary>
    /// <remarks>A radix sort of the bits, which rise with the value: a stable order in time proportional to the number of values.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN or below zero (−0 too).</exception>
    public static void Of(ReadOnlySpan<double> values, Span<int> order)
    {
        int count = values.Length;
        if (order.Length != count) throw new ArgumentException($"Expected room for {count} indices, got {order.Length}.", nameof(order));
        var pool = ArrayPool<(ulong Key, int Index)>.Shared;
        var (here, there) = (pool.Rent(Math.Max(1, count)), pool.Rent(Math.Max(1, count)));
        var counts = ArrayPool<int>.Shared.Rent(Digits * Buckets);
        try
        {
            counts.AsSpan().Clear();
            for (int i = 0; i < count; i++)
            {
                ulong key = BitConverter.DoubleToUInt64Bits(values[i]);
                if (key > BitConverter.DoubleToUInt64Bits(double.PositiveInfinity)) throw new ArgumentException($"Expected values of at least 0, got {values[i]} at index {i}.", nameof(values));
                here[i] = (key, i);
                for (int d = 0; d < Digits; d++) counts[(d * Buckets) + Digit(key, d)]++;
            }
            for (int d = 0; d < Digits; d++)
            {
                var places = counts.AsSpan(d * Buckets, Buckets);
                if (count > 0 && places[Digit(here[0].Key, d)] == count) continue;
                int start = 0;
                foreach (ref int place in places) (place, start) = (start, start + place);
                foreach (var item in here.AsSpan(0, count)) there[places[Digit(item.Key, d)]++] = item;
                (here, there) = (there, here);
            }
            for (int i = 0; i < count; i++) order[i] = here[i].Index;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            pool.Return(here);
            pool.Return(there);
        }
    }

    private static int Digit(ulong key, int d) => (int)(key >> (d * DigitBits)) & (Buckets - 1);
}
