using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>Every two explainers under every metric: differences, intervals, tests.</summary>
internal static class HtmlComparisons
{
    private const double Significant = 0.05;

    public static void Write(Report report, string model, IntervalOptions intervals, TextWriter writer)
    {
        if (report.Explainers.Count < 2) return;
        writer.Write("<section><h2>Comparisons</h2>\n<p>Paired over images. <b>Corrected</b> is Wilcoxon's probability after Holm's correction for all pairs of one metric; "
            + "below 0.05 it is in bold.</p>\n");
        foreach (string metric in report.Metrics)
        {
            var pairs = report.Compare(model, metric, intervals);
            if (pairs.All(c => c.Count == 0)) continue;
            int distinct = pairs.Count(c => c.Adjusted < Significant);
            writer.Write($"<details><summary>{Escape(metric)} {NumberText.Arrow(report.BetterOf(metric))} <small>{distinct} of {Count(pairs.Count, "pair")} below 0.05</small></summary>\n");
            writer.Write($"<div class=\"scroll\"><table class=\"sortable\"><thead><tr>{Head("First", kind: "name")}{Head("Second", kind: "name")}{Head("Images", Better.Higher)}{Head("First − second")}");
            writer.Write($"{Head("Interval")}{Head("First better : second", Better.Higher)}{Head("p, t-test")}{Head("p, Wilcoxon")}{Head("Corrected")}</tr></thead>\n<tbody>\n");
            foreach (var c in pairs) Write(c, writer);
            writer.Write("</tbody></table></div></details>\n");
        }
        writer.Write("</section>\n");
    }

    private static void Write(Comparison c, TextWriter writer)
    {
        writer.Write($"<tr><th scope=\"row\">{Escape(c.First)}</th><th scope=\"row\">{Escape(c.Second)}</th>{Cell(c.Count, Number(c.Count))}{Cell(c.Difference)}");
        writer.Write(Cell(c.Interval?.Low, c.Interval is { } i ? $"{NumberText.Of(i.Low)} … {NumberText.Of(i.High)}" : null));
        writer.Write($"{Cell(c.FirstBetter - c.SecondBetter, $"{c.FirstBetter} : {c.SecondBetter}")}{Probability(c.TProbability)}{Probability(c.SignedRankProbability)}");
        writer.Write($"{Probability(c.Adjusted, c.Adjusted < Significant ? "num best" : "num")}</tr>\n");
    }

    private static string Probability(double? p, string kind = "num") =>
        Cell(p, p is { } value ? (kind == "num" ? Escape(NumberText.Probability(value)) : $"<b>{Escape(NumberText.Probability(value))}</b>") : null, kind);
}
