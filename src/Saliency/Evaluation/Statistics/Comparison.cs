using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Saliency.Evaluation;

/// <summary>Two explainers under one metric, compared on the images for which both have a value.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Better">Which way the metric points.</param>
/// <param name="First">The one explainer.</param>
/// <param name="Second">The other.</param>
public sealed record Comparison(string Model, string Metric, Better Better, string First, string Second)
{
    /// <summary>Images with both values.</summary>
    public int Count { get; init; }

    /// <summary>The mean of first − second; null without images.</summary>
    public double? Difference { get; init; }

    /// <summary>The confidence interval of <see cref="Difference"/> (bootstrap over images, percentiles); null for fewer than two images.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Images on which the first explainer is better.</summary>
    public int FirstBetter { get; init; }

    /// <summary>Images on which the second explainer is better.</summary>
    public int SecondBetter { get; init; }

    /// <summary>The paired t-test's statistic, mean / (deviation / √n); null for fewer than two images and where all differences are equal.</summary>
    public double? T { get; init; }

    /// <summary>The paired t-test's two-sided probability; null where <see cref="T"/> is.</summary>
    public double? TProbability { get; init; }

    /// <summary>Wilcoxon's signed-rank statistic: the sum of the ranks of positive differences, those of 0 left out; null without images.</summary>
    public double? SignedRank { get; init; }

    /// <summary>Wilcoxon's two-sided probability, exact up to 50 differences, ties included; null without images.</summary>
    public double? SignedRankProbability { get; init; }

    /// <summary><see cref="SignedRankProbability"/> corrected for all pairs of explainers that are compared under this metric (Holm 1979); null where it is not one of several.</summary>
    public double? Adjusted { get; init; }

    internal Comparison Of(IReadOnlyList<StudyRow> first, IReadOnlyList<StudyRow> second, IntervalOptions options)
    {
        var other = second.ToDictionary(r => r.Index);
        double[] differences = [.. from row in first
                                   where row.Value is not null && other.TryGetValue(row.Index, out var mate) && mate.Value is not null
                                   select row.Value!.Value - other[row.Index].Value!.Value];
        if (differences.Length == 0) return this;
        double mean = differences.Average(), deviation = differences.Length > 1 ? ArrayStatistics.StandardDeviation(differences) : 0;
        double? t = deviation > 0 ? mean / (deviation / Math.Sqrt(differences.Length)) : null;
        int above = differences.Count(d => d > 0), below = differences.Count(d => d < 0);
        var (rank, probability) = SignedRanks.Test(differences);
        return this with
        {
            Count = differences.Length,
            Difference = mean,
            Interval = Bootstrap.OfMean(differences, options),
            FirstBetter = Better == Better.Higher ? above : below,
            SecondBetter = Better == Better.Higher ? below : above,
            T = t,
            TProbability = t is { } value ? 2 * StudentT.CDF(0, 1, differences.Length - 1, -Math.Abs(value)) : null,
            SignedRank = rank,
            SignedRankProbability = probability,
        };
    }

    /// <summary>Holm's step-down correction: the k-th smallest of m probabilities times m − k + 1, never falling, at most 1.</summary>
    internal static IReadOnlyList<Comparison> Adjust(IReadOnlyList<Comparison> family)
    {
        int[] order = [.. Enumerable.Range(0, family.Count).Where(i => family[i].SignedRankProbability is not null).OrderBy(i => family[i].SignedRankProbability)];
        var adjusted = family.ToArray();
        double least = 0;
        for (int k = 0; k < order.Length; k++)
        {
            least = Math.Max(least, Math.Min(1, family[order[k]].SignedRankProbability!.Value * (order.Length - k)));
            adjusted[order[k]] = family[order[k]] with { Adjusted = least };
        }
        return adjusted;
    }
}
