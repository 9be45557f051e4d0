using MathNet.Numerics.Statistics;
using Saliency.Numerics;

namespace Saliency.Evaluation;

/// <summary>How confidence intervals are had.</summary>
public sealed record IntervalOptions
{
    /// <summary>The share of intervals that hold the true mean, above 0 and below 1.</summary>
    public double Confidence
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a confidence above 0 and below 1.");
    } = 0.95;

    /// <summary>How often the images are drawn anew, at least 1.</summary>
    public int Resamples
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one resample.");
    } = 2000;

    /// <summary>Seed of the draws; draw b depends on (seed, b) alone.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A confidence interval.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>The percentile bootstrap of a mean (Efron, Tibshirani: An introduction to the bootstrap, 1993, chapter 13).</summary>
internal static class Bootstrap
{
    /// <summary>The central share of the means of resamples, ends interpolated linearly between them; null for fewer than two values.</summary>
    public static Interval? OfMean(ReadOnlySpan<double> values, IntervalOptions options)
    {
        if (values.Length < 2) return null;
        var means = new double[options.Resamples];
        for (int b = 0; b < means.Length; b++)
        {
            var random = new CounterRandom(options.Seed, (ulong)b);
            double sum = 0;
            for (int i = 0; i < values.Length; i++) sum += values[random.NextInt(values.Length)];
            means[b] = sum / values.Length;
        }
        Array.Sort(means);
        double tail = (1 - options.Confidence) / 2;
        return new Interval(Quantile(tail), Quantile(1 - tail));

        double Quantile(double share) => SortedArrayStatistics.QuantileCustom(means, share, QuantileDefinition.R7);
    }
}
