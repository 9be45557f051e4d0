using System.Globalization;
using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Samples;

/// <summary>The photo and every method's overlay, each with what it took.</summary>
internal static class Sheet
{
    public static Photo Render(Photo photo, ModelInput input, ClassScore explained, string model, IReadOnlyList<Cell> cells)
    {
        var grid = new List<PictureGridCell> { new(photo, string.Create(CultureInfo.InvariantCulture, $"{explained.Label}\n{explained.Probability:P0}")) };
        grid.AddRange(cells.Select(cell => new PictureGridCell(cell.Overlay(photo, input), $"{cell.Method}\n{cell.Cost}")));
        return PictureGrid.Render(grid, new PictureGridOptions
        {
            Columns = Math.Min(8, grid.Count),
            CellWidth = 220,
            CaptionLines = 3,
            Title = $"{model}: what speaks for “{explained.Label}”",
        });
    }
}
