using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>The pictures of a study's first images, within the page: photo, truth, and each explainer's overlay with its values.</summary>
internal static class HtmlPictures
{
    public static void Write(Report report, int model, StudyPictures pictures, TextWriter writer)
    {
        string name = report.Models[model];
        var images = report.Rows.Where(r => r.Model == name && r.Index < pictures.Images).GroupBy(r => (r.Index, r.Image)).ToArray();
        bool begun = false;
        foreach (var image in images)
        {
            var rows = image.ToLookup(r => r.Explainer);
            var figures = new List<string>();
            Add(pictures.Photo(image.Key.Index), $"{image.Key.Image}, the photo", "Photo", "");
            Add(pictures.Truth(image.Key.Index, model), $"{image.Key.Image}, ground truth", "Ground truth", "");
            for (int e = 0; e < report.Explainers.Count; e++)
                Add(pictures.Map(image.Key.Index, model, e), $"{image.Key.Image}, {report.Explainers[e]}", report.Explainers[e], Values(rows[report.Explainers[e]]));
            if (figures.Count == 0) continue;
            if (!begun) writer.Write("<section><h2>Pictures</h2>\n");
            begun = true;
            writer.Write($"<article><h3>{Escape(image.Key.Image)}</h3>\n<div class=\"pictures\">\n{string.Concat(figures)}</div></article>\n");

            void Add(string path, string alternative, string caption, string below)
            {
                if (!File.Exists(path)) return;
                string data = Convert.ToBase64String(File.ReadAllBytes(path));
                figures.Add($"<figure><img loading=\"lazy\" alt=\"{Escape(alternative)}\" src=\"data:image/jpeg;base64,{data}\"><figcaption><b>{Escape(caption)}</b>{below}</figcaption></figure>\n");
            }
        }
        if (begun) writer.Write("</section>\n");
    }

    private static string Values(IEnumerable<StudyRow> rows)
    {
        string pairs = string.Concat(rows.Where(r => r.Value is not null).Select(r => $"<div><dt>{Escape(r.Metric)}</dt><dd>{NumberText.Of(r.Value!.Value)}</dd></div>"));
        return pairs.Length > 0 ? $"<dl>{pairs}</dl>" : "";
    }
}
