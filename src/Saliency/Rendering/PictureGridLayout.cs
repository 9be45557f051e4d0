using System.Collections.Immutable;

namespace Saliency.Rendering;

/// <summary>Where the parts of a grid lie: its captions broken into lines first, for they decide how much room the rows need.</summary>
internal sealed class PictureGridLayout
{
    private readonly int[] _rowTops, _cellHeights;

    public PictureGridLayout(IReadOnlyList<PictureGridCell> cells, PictureGridOptions options)
    {
        Columns = ColumnsOf(cells.Count, options);
        Rows = (cells.Count + Columns - 1) / Columns;
        CheckCaptions(options.ColumnCaptions, Columns, "column captions");
        CheckCaptions(options.RowCaptions, Rows, "row captions");
        CellWidth = options.CellWidth;
        Padding = options.Padding;
        Caption = new TextStyle(options.TextSize, options.TextColor);
        Heading = Caption with { Bold = true };
        Title = new TextStyle((int)Math.Round(options.TextSize * 1.45), options.TextColor, Bold: true);
        Gap = (int)Math.Round(options.TextSize * 0.7);

        CellCaptions = [.. cells.Select(c => Caption.Wrap(c.Caption, CellWidth, options.CaptionLines))];
        ColumnCaptions = [.. options.ColumnCaptions.Select(c => Heading.Wrap(c, CellWidth, options.CaptionLines))];
        int rowCaptionWidth = Math.Max(CellWidth * 2 / 3, 8 * options.TextSize);
        RowCaptions = [.. options.RowCaptions.Select(c => Heading.Wrap(c, rowCaptionWidth, options.CaptionLines + 1))];
        double widest = RowCaptions.SelectMany(lines => lines).Select(line => Heading.Measure(line)).DefaultIfEmpty(0).Max();
        int leading = widest == 0 ? 0 : (int)Math.Ceiling(widest) + Padding;

        Left = Padding + leading;
        Width = Left + (Columns * (CellWidth + Padding));
        TitleLines = Title.Wrap(options.Title, Width - (2 * Padding), maxLines: 2);
        int y = Padding + (TitleLines.Count == 0 ? 0 : TextHeight(Title, TitleLines.Count) + Gap);
        HeadingTop = y;
        int headings = ColumnCaptions.Select(lines => lines.Count).DefaultIfEmpty(0).Max();
        y += headings == 0 ? 0 : TextHeight(Heading, headings) + Gap;
        HeadingBottom = y - Gap;
        _rowTops = new int[Rows];
        _cellHeights = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            _rowTops[row] = y;
            int lines = CellCaptions.Skip(row * Columns).Take(Columns).Max(c => c.Count);
            _cellHeights[row] = options.CellHeight ?? HeightOf(cells.Skip(row * Columns).Take(Columns));
            y += _cellHeights[row] + (lines == 0 ? 0 : Gap + TextHeight(Caption, lines)) + Padding;
        }
        Height = y;
        if ((long)Width * Height * 3 > Array.MaxLength)
            throw new ArgumentException($"Expected a picture of at most {Array.MaxLength} bytes, got {Width}×{Height} pixels: use smaller cells or fewer.", nameof(cells));
    }

    public int Columns { get; }

    public int Rows { get; }

    public int CellWidth { get; }

    public int Padding { get; }

    /// <summary>Pixels between a picture and its caption.</summary>
    public int Gap { get; }

    public int Left { get; }

    public int Width { get; }

    public int Height { get; }

    public int HeadingTop { get; }

    public int HeadingBottom { get; }

    public TextStyle Caption { get; }

    public TextStyle Heading { get; }

    public TextStyle Title { get; }

    public List<string> TitleLines { get; }

    public List<string>[] ColumnCaptions { get; }

    public List<string>[] RowCaptions { get; }

    public List<string>[] CellCaptions { get; }

    public int LeftOf(int column) => Left + (column * (CellWidth + Padding));

    public int TopOf(int row) => _rowTops[row];

    public int CellHeightOf(int row) => _cellHeights[row];

    /// <summary>Pixels from the top of the first line's capitals to the lowest point of the last line.</summary>
    public static int TextHeight(TextStyle style, int lines) => style.CapHeight + ((lines - 1) * style.LineHeight) + style.Descent;

    private static int ColumnsOf(int cells, PictureGridOptions options)
    {
        if (options.Columns is { } columns) return columns;
        return options.ColumnCaptions.Length > 0 ? options.ColumnCaptions.Length : (int)Math.Ceiling(Math.Sqrt(cells));
    }

    // As the highest picture needs at full breadth, but a tower of a picture must not make a row of towers.
    private int HeightOf(IEnumerable<PictureGridCell> row) =>
        row.Where(c => c.Picture is not null).Select(c => PhotoScaling.Fit(c.Picture!, CellWidth, CellWidth * 4 / 3).Height).DefaultIfEmpty(CellWidth / 2).Max();

    private static void CheckCaptions(ImmutableArray<string> captions, int expected, string what)
    {
        if (captions.Length != 0 && captions.Length != expected)
            throw new ArgumentException($"Expected no {what} or {expected}, got {captions.Length}.", nameof(captions));
    }
}
