using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>All values of a report, one line for each map, and what went wrong.</summary>
internal static class HtmlRows
{
    private const int MostTroubles = 200;

    public static void Write(Report report, int images, TextWriter writer)
    {
        bool several = report.Models.Count > 1;
        var shown = report.Rows.Select(r => r.Index).Distinct().Take(images).ToHashSet();
        writer.Write("<section id=\"all\"><h2>All values</h2>\n");
        if (shown.Count < report.ImageCount) writer.Write($"<p>The first {Count(shown.Count, "image")} of {report.ImageCount}.</p>\n");
        writer.Write("<p class=\"filter\"><label>Show only <input type=\"search\" data-filter=\"values\" placeholder=\"image, explainer …\"></label></p>\n");
        writer.Write($"<div class=\"scroll tall\"><table class=\"sortable\" id=\"values\"><thead><tr>{Head("Image", kind: "name")}{(several ? Head("Model", kind: "name") : "")}{Head("Explainer", kind: "name")}");
        foreach (string metric in report.Metrics) writer.Write(Head($"{metric}\u00A0{NumberText.Arrow(report.BetterOf(metric))}", report.BetterOf(metric)));
        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (var map in report.Rows.Where(r => shown.Contains(r.Index)).GroupBy(r => (r.Index, r.Image, r.Model, r.Explainer)))
        {
            writer.Write($"<tr><th scope=\"row\">{Escape(map.Key.Image)}</th>{(several ? $"<td class=\"name\">{Escape(map.Key.Model)}</td>" : "")}<td class=\"name\">{Escape(map.Key.Explainer)}</td>");
            foreach (var row in map)
                writer.Write(Cell(row.Value, row.Outcome == StudyOutcome.Measured ? null : $"<abbr title=\"{Escape(row.Reason)}\">{(row.Outcome == StudyOutcome.Failed ? "failed" : "–")}</abbr>"));
            writer.Write("</tr>\n");
        }
        writer.Write("</tbody></table></div></section>\n");
    }

    public static void WriteTroubles(Report report, TextWriter writer)
    {
        var troubles = report.Rows.Where(r => r.Outcome != StudyOutcome.Measured)
            .GroupBy(r => (r.Outcome, r.Index, r.Image, r.Model, r.Reason)).OrderByDescending(g => g.Key.Outcome).ToArray();
        if (troubles.Length == 0) return;
        writer.Write("<section id=\"troubles\"><h2>Without a value</h2>\n");
        if (troubles.Length > MostTroubles) writer.Write($"<p>The first {MostTroubles} of {troubles.Length}.</p>\n");
        writer.Write($"<div class=\"scroll tall\"><table class=\"sortable\"><thead><tr>{Head("Image", kind: "name")}{Head("Model", kind: "name")}{Head("Judgements", Better.Higher)}{Head("Outcome", kind: "name")}{Head("Reason", kind: "name")}</tr></thead>\n<tbody>\n");
        foreach (var trouble in troubles.Take(MostTroubles))
        {
            string outcome = trouble.Key.Outcome == StudyOutcome.Failed ? "failed" : "none to be had";
            writer.Write($"<tr><th scope=\"row\">{Escape(trouble.Key.Image)}</th><td class=\"name\">{Escape(trouble.Key.Model)}</td>{Cell(trouble.Count(), Number(trouble.Count()))}"
                + $"<td class=\"name\">{outcome}</td><td class=\"reason\">{Escape(trouble.Key.Reason)}</td></tr>\n");
        }
        writer.Write("</tbody></table></div></section>\n");
    }
}
