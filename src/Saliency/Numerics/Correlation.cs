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
    public static double Spearman(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (second.Length != first.Length) throw new ArgumentException($"Expected {first.Length} values, got {second.Length}.", nameof(second));
        if (IsConstant(first) || IsConstant(second)) return 0;
        double mean = (first.Length + 1) / 2.0, squaresFirst = 0, squaresSecond = 0, products = 0;
        var rented = ArrayPool<double>.Shared.Rent(first.Length);
        Span<double> ranks = rented.AsSpan(0, first.Length);
        Ranking.Average(first, ranks);
        // The ranks of the second map come in order, so they need no place of their own.
        using (var order = FallingOrder.Of(second))
        {
            for (int start = 0, end; start < order.Length; start = end)
            {
                end = order.EndOfEquals(start);
                double sum = 0, rank = order.Length - ((start + end - 1) / 2.0) - mean;
                for (int place = start; place < end; place++)
                {
                    double deviation = ranks[order.Index(place)] - mean;
                    sum += deviation;
                    squaresFirst += deviation * deviation;
                }
                products += sum * rank;
                squaresSecond += (end - start) * rank * rank;
            }
        }
        ArrayPool<double>.Shared.Return(rented);
        return Math.Clamp(products / Math.Sqrt(squaresFirst) / Math.Sqrt(squaresSecond), -1, 1);
    }

    /// <summary>Pearson's of short lists.</summary>
    public static double Pearson(double[] a, double[] b) => IsConstant<double>(a) || IsConstant<double>(b) ? 0 : Math.Clamp(Statistics.Pearson(a, b), -1, 1);

    /// <summary>Spearman's of short lists.</summary>
    public static double Spearman(double[] a, double[] b) => Pearson(ArrayStatistics.RanksInplace([.. a]), ArrayStatistics.RanksInplace([.. b]));

    /// <summary>Kendall's τ-b: pairs of pixels in the same order less pairs in opposite order, over the geometric mean of the pairs that either map orders.</summary>
    /// <remarks>Knight's algorithm (1966): pairs in opposite order are the exchanges of a merge sort.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    public static double Kendall(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (second.Length != first.Length) throw new ArgumentException($"Expected {first.Length} values, got {second.Length}.", nameof(second));
        int n = first.Length;
        var order = new int[n];
        float[] a = new float[n], b = new float[n];
        // Falling by the first map, among equals falling by the second: sorted by the second, then stably by the first.
        Ranking.Descending(second, order);
        for (int i = 0; i < n; i++) (a[i], b[i]) = (first[order[i]], second[order[i]]);
        Ranking.Descending(a, order);
        float[] x = new float[n], y = new float[n];
        for (int i = 0; i < n; i++) (x[i], y[i]) = (a[order[i]], b[order[i]]);

        long pairs = Pairs(n), tiedFirst = 0, tiedBoth = 0;
        for (int start = 0, end; start < n; start = end)
        {
            for (end = start + 1; end < n && x[end] == x[start];) end++;
            tiedFirst += Pairs(end - start);
            tiedBoth += Ties(y.AsSpan(start, end - start));
        }
        long opposite = Exchanges(y, a), tiedSecond = Ties(y);
        double ordered = Math.Sqrt(pairs - tiedFirst) * Math.Sqrt(pairs - tiedSecond);
        return ordered == 0 ? 0 : Math.Clamp((pairs - tiedFirst - tiedSecond + tiedBoth - (2.0 * opposite)) / ordered, -1, 1);
    }

    private static bool IsConstant<T>(ReadOnlySpan<T> values) where T : INumber<T> => TensorPrimitives.Min(values) == TensorPrimitives.Max(values);

    private static long Pairs(long count) => count * (count - 1) / 2;

    /// <summary>Pairs of equal values among sorted ones.</summary>
    private static long Ties(ReadOnlySpan<float> sorted)
    {
        long pairs = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];) end++;
            pairs += Pairs(end - start);
        }
        return pairs;
    }

    /// <summary>Sorts falling and counts the pairs that stood in rising order.</summary>
    private static long Exchanges(Span<float> values, Span<float> spare)
    {
        long exchanges = 0;
        Span<float> from = values, to = spare;
        for (int run = 1; run < values.Length; run *= 2)
        {
            for (int start = 0; start < from.Length; start += 2 * run)
            {
                int middle = Math.Min(start + run, from.Length), end = Math.Min(middle + run, from.Length);
                for (int left = start, right = middle, at = start; at < end; at++)
                {
                    if (right == end || (left < middle && from[left] >= from[right])) to[at] = from[left++];
                    else
                    {
                        to[at] = from[right++];
                        exchanges += middle - left;
                    }
                }
            }
            var swap = from;
            from = to;
            to = swap;
        }
        from.CopyTo(values);
        return exchanges;
    }
}
