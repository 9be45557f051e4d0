using System.Globalization;
using Saliency.Evaluation;
using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Samples;

/// <summary>One picture for each photo: a row for each explainer with its heat map, its overlay and its curves, beside the photo and the truth.</summary>
internal static class GridPicture
{
    private const int CellWidth = 280;

    public static void Save(StudyResult result, string folder)
    {
        if (result.Sample is not { Photo: { } photo } sample) return;
        string[] curved = [.. result.Rows.Where(row => row.Curve is not null).Select(row => row.Metric).Distinct()];
        // One scale for each metric, so that curves can be compared across rows: 0..1, and what lies beyond (a ROAD below 0).
        var ranges = curved.ToDictionary(metric => metric, metric => result.Rows.Where(r => r.Metric == metric && r.Curve is not null).SelectMany(r => r.Curve!.Y)
            .Aggregate((Low: 0.0, High: 1.0), (range, y) => (Math.Min(range.Low, y), Math.Max(range.High, y))));
        var truth = sample.Truth?.Density is { } density ? Overlay.Render(photo, density, sample.Input) : null;
        var cells = new List<PictureGridCell> { new(photo, "Photo"), new(truth, truth is null ? "" : "Ground truth") };
        cells.AddRange(curved.Select(metric => new PictureGridCell(Plot([.. result.Rows.Where(r => r.Metric == metric && r.Curve is not null).Select(r => new NamedCurve(r.Explainer, r.Curve!, r.Value))], metric, shade: false), metric)));
        foreach (var (map, rows) in result.Maps.Zip(result.Rows.Chunk(result.Rows.Count / result.Maps.Count)))
        {
            if (map is null) continue;
            cells.Add(new(HeatMap.Render(map), rows[0].Explainer));
            cells.Add(new(Overlay.Render(photo, map, sample.Input), string.Join(" · ", rows.Where(r => r.Value is not null && r.Curve is null).Select(InWords))));
            cells.AddRange(curved.Select(metric => rows.First(r => r.Metric == metric))
                .Select(row => new PictureGridCell(row.Curve is null ? null : Plot([new NamedCurve(row.Metric, row.Curve, row.Value)], row.Metric, shade: true))));
        }
        string target = result.Maps.Select(map => map?.Origin.Target).FirstOrDefault(words => !string.IsNullOrEmpty(words)) ?? "no map";
        PictureGrid.Render(cells, new PictureGridOptions { Columns = 2 + curved.Length, CellWidth = CellWidth, CaptionLines = 6, Title = $"{result.Image} · {result.Model.Name} · {target}" })
            .Save(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(result.Image)}.{result.Model.Name}.grid.png"));

        // As high as the photo beside it; a very wide photo still leaves the curves room, and those of all explainers their legend.
        Photo Plot(IReadOnlyList<NamedCurve> curves, string metric, bool shade) => CurvePlot.Render(curves, new CurvePlotOptions
        {
            Width = CellWidth,
            Height = Math.Clamp(CellWidth * photo.Height / photo.Width, CellWidth * (curves.Count > 1 ? 3 : 2) / 3, CellWidth * 4 / 3),
            YRange = ranges[metric],
            ShadeArea = shade,
        });
    }

    private static string InWords(StudyRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Metric} {row.Value:0.00}").Replace('-', '−');
}
