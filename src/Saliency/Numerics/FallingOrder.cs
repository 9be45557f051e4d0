using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Values in falling order with the places they came from; among equals the lowest index first. −0 equals +0.</summary>
/// <remarks>A radix sort by three digits: a stable order in time proportional to the number of values. Keys and indices lie side by side, so that a walk along
/// the order stays in one stretch of memory. In pooled memory: dispose it once, and do not use it afterwards.</remarks>
internal readonly struct FallingOrder : IDisposable
{
    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    private readonly ulong[] _items;

    private FallingOrder(ulong[] items, int length) => (_items, Length) = (items, length);

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>Orders values.</summary>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static FallingOrder Of(ReadOnlySpan<float> values) => Of(values, []);

    /// <summary>Orders values that each carry a number of their own, which <see cref="Index"/> gives in place of where they came from: what is wanted of them need not be looked up all over memory.</summary>
    /// <exception cref="ArgumentException">A value is NaN, or there are some numbers and not as many as values.</exception>
    public static FallingOrder Of(ReadOnlySpan<float> values, ReadOnlySpan<int> numbers)
    {
        if (!numbers.IsEmpty && numbers.Length != values.Length) throw new ArgumentException($"Expected {values.Length} numbers, got {numbers.Length}.", nameof(numbers));
        var pool = ArrayPool<ulong>.Shared;
        var (here, there) = (pool.Rent(Math.Max(1, values.Length)), pool.Rent(Math.Max(1, values.Length)));
        var counts = ArrayPool<int>.Shared.Rent(3 * Buckets);
        try
        {
            Sort(values, numbers, here.AsSpan(0, values.Length), there.AsSpan(0, values.Length), counts.AsSpan(0, 3 * Buckets));
            return new FallingOrder(there, values.Length);
        }
        catch
        {
            pool.Return(there);
            throw;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(counts);
            pool.Return(here);
        }
    }

    /// <summary>Where the value at a place of the order came from.</summary>
    public int Index(int place) => (int)_items[place];

    /// <summary>The value at a place of the order; 0 for −0.</summary>
    public float Value(int place)
    {
        uint key = (uint)(_items[place] >> 32);
        return BitConverter.UInt32BitsToSingle((key & 0x80000000) != 0 ? key : ~key & 0x7FFFFFFF);
    }

    /// <summary>The end of the run of equal values that starts at a place.</summary>
    public int EndOfEquals(int place)
    {
        // Most values have no equal: so far this is short enough to become part of the caller's loop.
        int next = place + 1;
        return next == Length || _items[next] >> 32 != _items[place] >> 32 ? next : EndOfRun(next);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<ulong>.Shared.Return(_items);

    /// <summary>An integer that falls as the value rises.</summary>
    internal static uint Key(float value)
    {
        // Adding zero turns −0 into +0. A positive number's bits rise with it and a negative one's fall.
        int bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits < 0 ? (uint)bits : ~(uint)bits & 0x7FFFFFFF;
    }

    private int EndOfRun(int place)
    {
        ulong key = _items[place] >> 32;
        while (++place < Length && _items[place] >> 32 == key) ;
        return place;
    }

    private static void Sort(ReadOnlySpan<float> values, ReadOnlySpan<int> numbers, Span<ulong> here, Span<ulong> there, Span<int> counts)
    {
        counts.Clear();
        Span<int> low = counts[..Buckets], middle = counts.Slice(Buckets, Buckets), high = counts[(2 * Buckets)..];
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i])) throw new ArgumentException($"Expected numbers to order, got NaN at index {i}.", nameof(values));
            uint key = Key(values[i]);
            low[(int)(key & (Buckets - 1))]++;
            middle[(int)((key >> DigitBits) & (Buckets - 1))]++;
            high[(int)(key >> (2 * DigitBits))]++;
            here[i] = ((ulong)key << 32) | (uint)(numbers.IsEmpty ? i : numbers[i]);
        }
        Starts(low);
        Starts(middle);
        Starts(high);
        foreach (ulong item in here) there[low[(int)((item >> 32) & (Buckets - 1))]++] = item;
        foreach (ulong item in there) here[middle[(int)((item >> (32 + DigitBits)) & (Buckets - 1))]++] = item;
        foreach (ulong item in here) there[high[(int)(item >> (32 + (2 * DigitBits)))]++] = item;
    }

    private static void Starts(Span<int> counts)
    {
        int start = 0;
        foreach (ref int count in counts) (count, start) = (start, start + count);
    }
}
