using System.Globalization;
using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Samples;

/// <summary>The photo, every method's overlay, the most important pixels of XRAI and of the best method, and the curves of the two games.</summary>
internal static class Picture
{
    private const int CellWidth = 360;

    public static Photo Render(Photo photo, ModelInput input, ClassScore predicted, Row[] rows)
    {
        var best = rows.MaxBy(row => row.Insertion.Value)!;
        var cells = new List<PictureGridCell> { new(photo, string.Create(CultureInfo.InvariantCulture, $"{predicted.Label}, {predicted.Probability:P0}")) };
        cells.AddRange(rows.Select(row => new PictureGridCell(row.Overlay, row.Method)));
        var xrai = rows.FirstOrDefault(row => row.Method == "XRAI");
        if (xrai is not null) cells.AddRange([Top(xrai, 0.1), Top(xrai, 0.3)]);
        if (best != xrai) cells.Add(Top(best, 0.1));
        cells.Add(new(Plot(photo, "put back", rows, row => row.Insertion), "Insertion: higher is better"));
        cells.Add(new(Plot(photo, "taken away", rows, row => row.Deletion), "Deletion: lower is better"));
        return PictureGrid.Render(cells, new PictureGridOptions { Columns = 3, CellWidth = CellWidth, Title = $"What speaks for “{predicted.Label}”" });

        PictureGridCell Top(Row row, double share) =>
            new(TopPixels.Render(photo, row.Map, input, share), string.Create(CultureInfo.InvariantCulture, $"{row.Method}, top {100 * share:F0}\u00a0%"));
    }

    // As wide and high as the photo beside it; a very wide photo still leaves the curves room.
    private static Photo Plot(Photo photo, string verb, Row[] rows, Func<Row, MetricResult> result) => CurvePlot.Render(
        [.. rows.Select(row => NamedCurve.Of(row.Method, result(row)))],
        new CurvePlotOptions
        {
            Width = CellWidth,
            Height = Math.Clamp(CellWidth * photo.Height / photo.Width, CellWidth / 2, CellWidth * 4 / 3),
            XLabel = $"share of pixels {verb}",
            YLabel = "probability",
            YRange = (0, 1),
            ShadeArea = false,
        });
}
