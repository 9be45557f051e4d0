using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>The table that a page begins with: explainers in rows, metrics in columns, mean ± deviation and the mean's interval.</summary>
internal static class HtmlSummary
{
    public static void Write(Report report, string model, IntervalOptions intervals, TextWriter writer)
    {
        Summary[] all = [.. from explainer in report.Explainers from metric in report.Metrics select report.Summarize(model, explainer, metric, intervals)];
        var best = NumberText.Best(all);
        var scales = all.GroupBy(s => s.Metric).ToDictionary(g => g.Key, Scale);
        writer.Write("<section><h2>Results</h2>\n<div class=\"scroll\"><table class=\"sortable summary\">\n");
        writer.Write($"<caption>{Escape(model)}: mean ± standard deviation over images</caption>\n<thead><tr>{Head("Explainer", kind: "name")}");
        foreach (string metric in report.Metrics) writer.Write(Head($"{metric}\u00A0{NumberText.Arrow(report.BetterOf(metric))}", report.BetterOf(metric)));
        writer.Write($"{Head("Model runs per map")}</tr></thead>\n<tbody>\n");
        foreach (var row in all.GroupBy(s => s.Explainer))
        {
            writer.Write($"<tr><th scope=\"row\">{Escape(row.Key)}</th>");
            foreach (var s in row) writer.Write(Cell(s.Mean, Words(s, scales[s.Metric]), best.Contains(s) ? "num best" : "num"));
            long[] runs = [.. report.Metrics.SelectMany(m => report.Cell(model, row.Key, m)).Select(r => r.ModelRuns).Where(r => r > 0)];
            writer.Write($"{(runs.Length > 0 ? Cell(runs.Average(), Number(Math.Round(runs.Average(), 1))) : Cell(null))}</tr>\n");
        }
        writer.Write("</tbody></table></div></section>\n");
    }

    private static string Words(Summary s, (double Low, double High) scale)
    {
        string of = s.Missing + s.Failed > 0 ? $"<small class=\"of\">{s.Count} of {s.Count + s.Missing + s.Failed}</small>" : "";
        if (s.Mean is not { } mean) return $"–{of}";
        string deviation = s.Deviation is { } d ? $" <small>± {NumberText.Of(d)}</small>" : "";
        if (s.Interval is not { } interval) return $"<b>{NumberText.Of(mean)}</b>{deviation}{of}";
        return $"<b>{NumberText.Of(mean)}</b>{deviation}<span class=\"range\" title=\"mean between {NumberText.Of(interval.Low)} and {NumberText.Of(interval.High)}\" "
            + $"style=\"--a:{At(interval.Low)}%;--m:{At(mean)}%;--b:{At(interval.High)}%\"></span>{of}";

        string At(double value) => Number(scale.High > scale.Low ? 100 * (value - scale.Low) / (scale.High - scale.Low) : 50);
    }

    private static (double Low, double High) Scale(IEnumerable<Summary> column)
    {
        Interval[] intervals = [.. column.Select(s => s.Interval).OfType<Interval>()];
        return intervals.Length == 0 ? (0, 0) : (intervals.Min(i => i.Low), intervals.Max(i => i.High));
    }
}
