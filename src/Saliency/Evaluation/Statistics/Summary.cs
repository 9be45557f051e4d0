using MathNet.Numerics.Statistics;

namespace Saliency.Evaluation;

/// <summary>One metric of one explainer of one model, over all images.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Explainer">The explainer's name.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Better">Which way the metric points.</param>
public sealed record Summary(string Model, string Explainer, string Metric, Better Better)
{
    /// <summary>Images with a value.</summary>
    public int Count { get; init; }

    /// <summary>Images for which there is no value to be had.</summary>
    public int Missing { get; init; }

    /// <summary>Images where something went wrong.</summary>
    public int Failed { get; init; }

    /// <summary>The mean; null without values.</summary>
    public double? Mean { get; init; }

    /// <summary>The deviation from the mean, √(Σ (v − mean)² / (n − 1)); null for fewer than two values.</summary>
    public double? Deviation { get; init; }

    /// <summary>The mean's confidence interval (bootstrap over images, percentiles); null for fewer than two values.</summary>
    public Interval? Interval { get; init; }

    internal Summary Of(IReadOnlyList<StudyRow> rows, IntervalOptions options)
    {
        double[] values = [.. rows.Where(r => r.Value is not null).Select(r => r.Value!.Value)];
        return this with
        {
            Count = values.Length,
            Missing = rows.Count(r => r.Outcome == StudyOutcome.Missing),
            Failed = rows.Count(r => r.Outcome == StudyOutcome.Failed),
            Mean = values.Length > 0 ? values.Average() : null,
            Deviation = values.Length > 1 ? ArrayStatistics.StandardDeviation(values) : null,
            Interval = Bootstrap.OfMean(values, options),
        };
    }
}
