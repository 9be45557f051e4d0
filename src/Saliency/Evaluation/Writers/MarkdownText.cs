namespace Saliency.Evaluation;

/// <summary>A report's table of means and deviations as Markdown: explainers in rows, metrics in columns, the best of each column in bold.</summary>
internal static class MarkdownText
{
    public static void Write(Report report, TextWriter writer)
    {
        // The interval is not shown here: one resample costs nothing.
        var summaries = report.Summarize(new IntervalOptions { Resamples = 1 }).ToLookup(s => s.Model);
        foreach (string model in report.Models)
        {
            if (report.Models.Count > 1) writer.Write($"## {Plain(model)}\n\n");
            writer.Write($"| explainer | {string.Join(" | ", report.Metrics.Select(m => $"{Plain(m)} {NumberText.Arrow(report.BetterOf(m))}"))} |\n");
            writer.Write($"|---|{string.Concat(report.Metrics.Select(_ => "---:|"))}\n");
            var best = NumberText.Best(summaries[model]);
            foreach (var row in summaries[model].GroupBy(s => s.Explainer))
                writer.Write($"| {Plain(row.Key)} | {string.Join(" | ", row.Select(s => best.Contains(s) ? $"**{Cell(s)}**" : Cell(s)))} |\n");
            writer.Write("\n");
        }
        writer.Write($"Mean ± standard deviation over {report.ImageCount} {(report.ImageCount == 1 ? "image" : "images")}.\n");
    }

    private static string Cell(Summary s) => (s.Mean, s.Deviation) switch
    {
        (null, _) => "–",
        ({ } mean, null) => NumberText.Of(mean),
        ({ } mean, { } deviation) => $"{NumberText.Of(mean)} ± {NumberText.Of(deviation)}",
    };

    private static string Plain(string name)
    {
        foreach (char c in "\\`*_[]<>|") name = name.Replace(c.ToString(), $"\\{c}", StringComparison.Ordinal);
        return name.ReplaceLineEndings(" ");
    }
}
