using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Sums over the pixels of one map or two, in doubles and block by block on the stack: nothing as large as a map is made.</summary>
internal static class BlockSum
{
    private const int Length = 512;

    /// <summary>What a block adds to the sum; it may overwrite the block.</summary>
    public delegate double Term(Span<double> block);

    /// <summary>What the same block of two maps adds to the sum; it may overwrite both.</summary>
    public delegate double PairTerm(Span<double> first, Span<double> second);

    /// <summary>The sum of the terms of all blocks.</summary>
    public static double Of(ReadOnlySpan<float> values, Term term)
    {
        Span<double> block = stackalloc double[Length];
        double sum = 0;
        for (int start = 0; start < values.Length; start += Length)
        {
            var part = values[start..Math.Min(start + Length, values.Length)];
            TensorPrimitives.ConvertTruncating(part, block);
            sum += term(block[..part.Length]);
        }
        return sum;
    }

    /// <summary>The sum of the terms of all blocks.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second, PairTerm term)
    {
        if (second.Length != first.Length) throw new ArgumentException($"Expected {first.Length} values, got {second.Length}.", nameof(second));
        Span<double> blocks = stackalloc double[2 * Length];
        Span<double> here = blocks[..Length], there = blocks[Length..];
        double sum = 0;
        for (int start = 0; start < first.Length; start += Length)
        {
            var part = start..Math.Min(start + Length, first.Length);
            int length = first[part].Length;
            TensorPrimitives.ConvertTruncating(first[part], here);
            TensorPrimitives.ConvertTruncating(second[part], there);
            sum += term(here[..length], there[..length]);
        }
        return sum;
    }

    /// <summary>The mean of the values.</summary>
    public static double Mean(ReadOnlySpan<float> values) => Of(values, block => TensorPrimitives.Sum<double>(block)) / values.Length;
}
