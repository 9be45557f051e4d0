using System.Globalization;

namespace Saliency.Evaluation;

/// <summary>Numbers as people read them in a table.</summary>
internal static class NumberText
{
    /// <summary>Three decimals; three digits where that shows too little or too much.</summary>
    public static string Of(double value)
    {
        double size = Math.Abs(value);
        string format = size == 0 || size is >= 0.001 and < 1000 ? "0.000" : "0.00e0";
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>A probability: three decimals, or how small it is.</summary>
    public static string Probability(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Arrow(Better better) => better == Better.Higher ? "↑" : "↓";

    /// <summary>The summaries of the best mean under each metric, equals included.</summary>
    public static HashSet<Summary> Best(IEnumerable<Summary> summaries) => [.. from s in summaries
                                                                               where s.Mean is not null
                                                                               group s by s.Metric into metric
                                                                               where metric.Count() > 1
                                                                               let best = metric.First().Better == Better.Higher ? metric.Max(s => s.Mean) : metric.Min(s => s.Mean)
                                                                               from s in metric
                                                                               where s.Mean == best
                                                                               select s];
}
