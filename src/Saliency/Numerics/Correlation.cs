using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.Statistics;
using Statistics = MathNet.Numerics.Statistics.Correlation;

namespace Saliency.Numerics;

/// <summary>How two maps, or two short lists of numbers, rise and fall together: −1..1, and 0 where one of them is constant.</summary>
internal static class Correlation
{
    /// <summary>Pearson's: <c>Σ (a − ā)(b − b̄) / √(Σ (a − ā)² · Σ (b − b̄)²)</c>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Pearson(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        // Asked of the values themselves: the deviations of equal values may differ from 0 by rounding.
        if (IsConstant(first) || IsConstant(second)) return 0;
        double meanFirst = BlockSum.Mean(first), meanSecond = BlockSum.Mean(second), squaresFirst = 0, squaresSecond = 0;
        double products = BlockSum.Of(first, second, (a, b) =>
        {
            TensorPrimitives.Subtract(a, meanFirst, a);
            TensorPrimitives.Subtract(b, meanSecond, b);
            squaresFirst += TensorPrimitives.SumOfSquares<double>(a);
            squaresSecond += TensorPrimitives.SumOfSquares<double>(b);
            return TensorPrimitives.Dot<double>(a, b);
        });
        // A root of each: the product of two sums of huge squares could overflow.
        return Math.Clamp(products / Math.Sqrt(squaresFirst) / Math.Sqrt(squaresSecond), -1, 1);
    }

    /// <summary>Spearman's: Pearson's of the ranks; equal values share the mean of their ranks.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static double Spearman(ReadOnlyMemory<float> first, ReadOnlyMemory<float> second)
    {
        if (second.Length != first.Length) throw new ArgumentException($"Expected {first.Length} values, got {second.Length}.", nameof(second));
        if (IsConstant(first.Span) || IsConstant(second.Span)) return 0;
        int n = first.Length;
        float[] here = ArrayPool<float>.Shared.Rent(n), there = ArrayPool<float>.Shared.Rent(n);
        // The sorts are all of the work, and neither waits for the other. A task's result comes with its own exception, not one wrapped around it.
        var other = Task.Run(() => FromMeanRank(second.Span, there));
        double tiedFirst = FromMeanRank(first.Span, here), tiedSecond = other.GetAwaiter().GetResult();
        double products = BlockSum.Of(here.AsSpan(0, n), there.AsSpan(0, n), (a, b) => TensorPrimitives.Dot<double>(a, b));
        ArrayPool<float>.Shared.Return(here);
        ArrayPool<float>.Shared.Return(there);
        // The distances' squares sum to a third of this; equal values take from it what they would have had among themselves.
        return Math.Clamp(3 * products / Math.Sqrt(Cube(n) - tiedFirst) / Math.Sqrt(Cube(n) - tiedSecond), -1, 1);
    }

    /// <summary>Writes each value's distance from the mean rank, doubled, falling: a whole number also where equal values share a mean of ranks.</summary>
    /// <returns>What equal values take from three times the sum of the distances' squares.</returns>
    private static double FromMeanRank(ReadOnlySpan<float> values, float[] distances)
    {
        double tied = 0;
        using var order = FallingOrder.Of(values);
        for (int start = 0, end; start < values.Length; start = end)
        {
            end = order.EndOfEquals(start);
            float distance = values.Length - start - end;
            if (end - start > 1) tied += Cube(end - start);
            for (int place = start; place < end; place++) distances[order.Index(place)] = distance;
        }
        return tied;
    }

    /// <summary>Pearson's of short lists.</summary>
    public static double Pearson(double[] a, double[] b) => IsConstant<double>(a) || IsConstant<double>(b) ? 0 : Math.Clamp(Statistics.Pearson(a, b), -1, 1);

    /// <summary>Spearman's of short lists.</summary>
    public static double Spearman(double[] a, double[] b) => Pearson(ArrayStatistics.RanksInplace([.. a]), ArrayStatistics.RanksInplace([.. b]));

    /// <summary>Kendall's τ-b: pairs of pixels in the same order less pairs in opposite order, over the geometric mean of the pairs that either map orders.</summary>
    /// <remarks>After Knight (1966): with the pixels in the order of the first map, pairs in opposite order are those that a sort by the second exchanges.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static double Kendall(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (second.Length != first.Length) throw new ArgumentException($"Expected {first.Length} values, got {second.Length}.", nameof(second));
        int n = first.Length;
        // Where each pixel's value of the second map begins in its falling order.
        int[] rented = ArrayPool<int>.Shared.Rent(3 * n);
        Span<int> places = rented.AsSpan(0, n), bySecond = rented.AsSpan(n, n), next = rented.AsSpan(2 * n, n);
        float[] rentedValues = ArrayPool<float>.Shared.Rent(n);
        var reordered = rentedValues.AsSpan(0, n);
        long pairs = Pairs(n), tiedFirst = 0, tiedSecond = 0, tiedBoth = 0;
        using (var order = FallingOrder.Of(second))
        {
            for (int start = 0, end; start < n; start = end)
            {
                end = order.EndOfEquals(start);
                tiedSecond += Pairs(end - start);
                for (int place = start; place < end; place++)
                {
                    int pixel = order.Index(place);
                    (bySecond[place], reordered[place]) = (start, first[pixel]);
                }
                next[start] = start;
            }
        }
        // Falling by the first map, among equals falling by the second. Pixels equal in the second get places in the order in which they come, so that no two share one.
        using (var order = FallingOrder.Of(reordered, bySecond))
        {
            for (int start = 0, end; start < n; start = end)
            {
                end = order.EndOfEquals(start);
                tiedFirst += Pairs(end - start);
                for (int place = start, run = 0; place < end; place++)
                {
                    int group = order.Index(place);
                    run = place > start && order.Index(place - 1) == group ? run + 1 : 0;
                    tiedBoth += run;
                    places[place] = next[group]++;
                }
            }
        }
        long opposite = Inversions.Count(places, next);
        ArrayPool<int>.Shared.Return(rented);
        ArrayPool<float>.Shared.Return(rentedValues);
        double ordered = Math.Sqrt(pairs - tiedFirst) * Math.Sqrt(pairs - tiedSecond);
        return ordered == 0 ? 0 : Math.Clamp((pairs - tiedFirst - tiedSecond + tiedBoth - (2.0 * opposite)) / ordered, -1, 1);
    }

    private static bool IsConstant<T>(ReadOnlySpan<T> values) where T : INumber<T> => TensorPrimitives.Min(values) == TensorPrimitives.Max(values);

    private static double Cube(double n) => n * ((n * n) - 1);

    private static long Pairs(long count) => count * (count - 1) / 2;
}
