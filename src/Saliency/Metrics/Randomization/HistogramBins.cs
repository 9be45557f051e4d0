using MathNet.Numerics.Statistics;

namespace Saliency.Metrics;

/// <summary>The arithmetic of <see cref="BinRule"/>.</summary>
internal static class HistogramBins
{
    private const int Fewest = 10, Most = 200;

    /// <summary>How many bins a histogram of these values gets.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="given">The number that <see cref="BinRule.Fixed"/> takes.</param>
    /// <param name="values">At least one value.</param>
    public static int Count(BinRule rule, int given, ReadOnlySpan<float> values)
    {
        if (rule == BinRule.Fixed) return given;
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        double n = sorted.Length, range = (double)sorted[^1] - sorted[0];
        double count = rule switch
        {
            BinRule.FreedmanDiaconis => range / (2 * InterquartileRange(sorted) / Math.Cbrt(n)),
            BinRule.Scott => range / (3.49 * ArrayStatistics.PopulationStandardDeviation(sorted) / Math.Cbrt(n)),
            BinRule.Sturges => Math.Ceiling(Math.Log2(n)) + 1,
            BinRule.Rice => 2 * Math.Cbrt(n),
            BinRule.SquareRoot => Math.Sqrt(n),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Expected a defined rule."),
        };
        // Without a spread in the middle there is no width: as many as may be. A constant map has neither, and needs none.
        return double.IsNaN(count) ? Fewest : (int)Math.Clamp(count, Fewest, Most);
    }

    private static double InterquartileRange(float[] sorted) => Place(sorted, 0.75) - Place(sorted, 0.25);

    // numpy's percentile.
    private static double Place(float[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * ((double)sorted[above] - sorted[below]));
    }
}
