using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>Pictures side by side, with captions: methods of one photo, photos of one method, a contact sheet.</summary>
public static class PictureGrid
{
    /// <summary>Lays pictures out row by row.</summary>
    /// <param name="cells">At least one; the first row first.</param>
    /// <param name="options">Captions, columns, sizes.</param>
    /// <returns>One picture with everything; its size follows from the cells and captions.</returns>
    /// <exception cref="ArgumentException">No cells, or captions that do not fit the columns and rows.</exception>
    public static Photo Render(IReadOnlyList<PictureGridCell> cells, PictureGridOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Count == 0) throw new ArgumentException("Expected at least one cell, got none.", nameof(cells));
        options ??= new PictureGridOptions();
        var layout = new PictureGridLayout(cells, options);
        var canvas = new Canvas(layout.Width, layout.Height, options.Background);

        Write(canvas, layout.TitleLines, layout.Title, layout.Width / 2.0, layout.Padding, TextAlignment.Center);
        for (int column = 0; column < layout.ColumnCaptions.Length; column++)
        {
            var lines = layout.ColumnCaptions[column];
            int top = layout.HeadingBottom - PictureGridLayout.TextHeight(layout.Heading, Math.Max(1, lines.Count));
            Write(canvas, lines, layout.Heading, layout.LeftOf(column) + (layout.CellWidth / 2.0), top, TextAlignment.Center);
        }
        for (int row = 0; row < layout.RowCaptions.Length; row++)
        {
            var lines = layout.RowCaptions[row];
            int top = layout.TopOf(row) + ((layout.CellHeightOf(row) - PictureGridLayout.TextHeight(layout.Heading, Math.Max(1, lines.Count))) / 2);
            Write(canvas, lines, layout.Heading, layout.Left - layout.Padding, top, TextAlignment.Right);
        }
        for (int i = 0; i < cells.Count; i++)
        {
            int left = layout.LeftOf(i % layout.Columns), top = layout.TopOf(i / layout.Columns), height = layout.CellHeightOf(i / layout.Columns);
            if (cells[i].Picture is { } picture) Place(canvas, picture, left, top, layout.CellWidth, height);
            Write(canvas, layout.CellCaptions[i], layout.Caption, left + (layout.CellWidth / 2.0), top + height + layout.Gap, TextAlignment.Center);
        }
        return canvas.ToPhoto();
    }

    private static void Place(Canvas canvas, Photo picture, int left, int top, int cellWidth, int cellHeight)
    {
        var (width, height) = PhotoScaling.Fit(picture, cellWidth, cellHeight);
        canvas.Draw(PhotoScaling.Resize(picture, width, height), left + ((cellWidth - width) / 2), top + ((cellHeight - height) / 2));
    }

    private static void Write(Canvas canvas, List<string> lines, TextStyle style, double x, int top, TextAlignment alignment)
    {
        for (int i = 0; i < lines.Count; i++)
            style.Draw(canvas, lines[i], x, top + style.CapHeight + (i * style.LineHeight), alignment);
    }
}
