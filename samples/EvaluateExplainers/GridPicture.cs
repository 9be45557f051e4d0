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
        var truth = sample.Truth?.Density is { } density ? Overlay.Render(photo, density, sample.Input) : null;
        var cells = new List<PictureGridCell> { new(photo, "Photo"), new(truth, truth is null ? "" : "Ground truth") };
        cells.AddRange(curved.Select(m => new PictureGridCell(Plot(result, m, photo), m)));
        var explained = result.Maps.Zip(result.Rows.Chunk(result.Rows.Count / result.Maps.Count)).Where(pair => pair.First is not null);
        foreach (var (map, rows) in explained)
        {
            string name = rows[0].Explainer;
            cells.Add(new(HeatMap.Render(map!), name));
            cells.Add(new(Overlay.Render(photo, map!, sample.Input), string.Join(", ", rows.Where(r => r.Value is not null && r.Curve is null).Select(r => FormattableString.Invariant($"{r.Metric} {r.Value:0.00}")))));
            cells.AddRange(curved.Select(metric => rows.First(r => r.Metric == metric)).Select(row => new PictureGridCell(row.Curve is null ? null : Plot(row, photo))));
        }
        PictureGrid.Render(cells, new PictureGridOptions { Columns = 2 + curved.Length, CellWidth = CellWidth, Title = $"{result.Image} · {result.Model.Name}" })
            .Save(Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(result.Image)}.grid.png"));
    }

    private static Photo Plot(StudyResult result, string metric, Photo photo) =>
        Plot([.. result.Rows.Where(r => r.Metric == metric && r.Curve is not null).Select(r => new NamedCurve(r.Explainer, r.Curve!, r.Value))], photo, shade: false);

    private static Photo Plot(StudyRow row, Photo photo) => Plot([new NamedCurve(row.Metric, row.Curve!, row.Value)], photo, shade: true);

    // As high as the photo beside it; a very wide photo still leaves the curves room.
    private static Photo Plot(IReadOnlyList<NamedCurve> curves, Photo photo, bool shade) => CurvePlot.Render(curves, new CurvePlotOptions
    {
        Width = CellWidth,
        Height = Math.Clamp(CellWidth * photo.Height / photo.Width, CellWidth * 2 / 3, CellWidth * 4 / 3),
        YRange = (0, 1),
        ShadeArea = shade,
    });
}
