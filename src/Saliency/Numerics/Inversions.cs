using System.Numerics;

namespace Saliency.Numerics;

/// <summary>How far a permutation is from rising.</summary>
internal static class Inversions
{
    private const int FewBits = 4;

    /// <summary>Counts the pairs of which the higher number stands first.</summary>
    /// <remarks>Numbers are parted bit by bit, the highest first: where two of them part, the one goes left and the other right, and they are counted if they came the other way
    /// round. No step depends on a comparison, which noise would make a guess: a merge sort's do.</remarks>
    /// <param name="numbers">0 to n − 1, each once; in another order afterwards.</param>
    /// <param name="spare">As many numbers of room.</param>
    public static long Count(Span<int> numbers, Span<int> spare)
    {
        if (spare.Length != numbers.Length) throw new ArgumentException($"Expected room for {numbers.Length} numbers, got {spare.Length}.", nameof(spare));
        int passes = numbers.Length < 2 ? 0 : BitOperations.Log2((uint)numbers.Length - 1) + 1;
        long inversions = 0;
        Span<int> from = numbers, to = spare;
        for (int bit = passes - 1; bit >= FewBits; bit--)
        {
            // Numbers that agree in the higher bits lie together, at the places that are theirs when sorted.
            int half = 1 << bit;
            for (int start = 0; start < from.Length; start += 2 * half) inversions += Part(from.Slice(start, Math.Min(2 * half, from.Length - start)), bit, to[start..]);
            var swap = from;
            from = to;
            to = swap;
        }
        for (int start = 0; start < from.Length; start += 1 << FewBits) inversions += CountFew(from.Slice(start, Math.Min(1 << FewBits, from.Length - start)));
        return inversions;
    }

    private static long Part(ReadOnlySpan<int> block, int bit, Span<int> target)
    {
        int ones = 0, half = 1 << bit;
        long inversions = 0;
        for (int i = 0; i < block.Length; i++)
        {
            // All bits set where the number's is.
            int number = block[i], high = -((number >> bit) & 1), zeros = i - ones;
            target[zeros + ((half + ones - zeros) & high)] = number;
            inversions += ones & ~high;
            ones -= high;
        }
        return inversions;
    }

    private static int CountFew(ReadOnlySpan<int> numbers)
    {
        int inversions = 0;
        for (int i = 1; i < numbers.Length; i++)
        {
            int number = numbers[i];
            // The sign of the difference: no comparison here either.
            foreach (int before in numbers[..i]) inversions += (int)((uint)(number - before) >> 31);
        }
        return inversions;
    }
}
