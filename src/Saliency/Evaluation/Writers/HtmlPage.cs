using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>A report as one page: no other file, nothing from the network, no script but its own.</summary>
internal static class HtmlPage
{
    // Said to the browser as well: a name that slipped through the escaping could not load or send anything.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static void Write(Report report, ReportPage page, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        writer.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{Escape(page.Title)}</title>
            <style>
            {Resource("page.css")}</style>
            </head>
            <body>
            <header>
            <div><h1>{Escape(page.Title)}</h1>
            {(page.Description.Length > 0 ? $"<p class=\"lead\">{Escape(page.Description)}</p>" : "")}
            <p class="facts">{Facts(report)}</p></div>
            <button type="button" id="theme" aria-label="Switch between light and dark">◐</button>
            </header>
            <main>

            """);
        if (report.Models.Count > 1)
            writer.Write($"<nav>{string.Join(" · ", report.Models.Select((model, m) => $"<a href=\"#model-{m}\">{Escape(model)}</a>"))} · <a href=\"#all\">all values</a></nav>\n");
        for (int m = 0; m < report.Models.Count; m++)
        {
            string model = report.Models[m];
            if (report.Models.Count > 1) writer.Write($"<h2 class=\"model\" id=\"model-{m}\">{Escape(model)}</h2>\n");
            HtmlSummary.Write(report, model, page.Intervals, writer);
            HtmlCurves.Write(report, model, writer);
            HtmlComparisons.Write(report, model, page.Intervals, writer);
            if (page.Pictures is not null) HtmlPictures.Write(report, m, page.Pictures, writer);
        }
        HtmlRows.Write(report, page.TableImages, writer);
        HtmlRows.WriteTroubles(report, writer);
        WriteSetup(report, page, writer);
        writer.Write($"</main>\n<footer>Study {report.Header.Fingerprint}</footer>\n<script>\n{Resource("page.js")}</script>\n</body>\n</html>\n");
    }

    private static string Facts(Report report)
    {
        int failed = report.Rows.Count(r => r.Outcome == StudyOutcome.Failed);
        return string.Join(" · ", new[]
        {
            Count(report.ImageCount, "image"), Count(report.Models.Count, "model"), Count(report.Explainers.Count, "explainer"), Count(report.Metrics.Count, "metric"),
            failed > 0 ? $"<a href=\"#troubles\">{Count(failed, "judgement")} failed</a>" : "",
            report.AbsentImages > 0 ? $"part of a study: {Count(report.AbsentImages, "image")} before the last one not in this report" : "",
        }.Where(s => s.Length > 0));
    }

    private static void WriteSetup(Report report, ReportPage page, TextWriter writer)
    {
        writer.Write("<section><details><summary>How to read this, and how the study was set up</summary>\n");
        writer.Write($"""
            <p>Each explainer made one map of each image; each metric judged it. ↑ marks metrics whose higher values are better, ↓ those whose lower values are. Tables show
            the mean over images ± its standard deviation (n − 1); the bar below is the mean's {Number(page.Intervals.Confidence * 100)} % confidence interval
            ({page.Intervals.Resamples} bootstrap resamples of the images, percentiles), on one scale for each column. Bold is the best mean of a column, which need not
            differ from the next by more than chance: the comparisons say. “–” means that there is no value.</p>
            <table><thead><tr><th scope="col">part</th><th scope="col">name</th><th scope="col">settings</th></tr></thead><tbody>

            """);
        Parts("model", report.Header.Models);
        Parts("explainer", report.Header.Explainers);
        Parts("metric", report.Header.Metrics);
        writer.Write("</tbody></table>\n");
        if (report.Header.Settings.Length > 0) writer.Write($"<p>{Escape(report.Header.Settings)}</p>\n");
        writer.Write("</details></section>\n");

        void Parts(string kind, IReadOnlyList<StudyPart> parts)
        {
            foreach (var part in parts)
                writer.Write($"<tr><td>{kind}</td><th scope=\"row\">{Escape(part.Name)}</th><td class=\"settings\">{Escape(part.Settings)}</td></tr>\n");
        }
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream($"Saliency.Evaluation.{name}")!);
        return reader.ReadToEnd();
    }
}
