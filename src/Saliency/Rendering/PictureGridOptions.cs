using System.Collections.Immutable;
using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>One cell of a grid.</summary>
/// <param name="Picture">The picture, scaled to fit the cell with its proportions kept; null leaves the cell empty.</param>
/// <param name="Caption">Written under it; empty writes nothing.</param>
public sealed record PictureGridCell(Photo? Picture, string Caption = "");

/// <summary>What stands around a grid's pictures, and their size.</summary>
public sealed record PictureGridOptions
{
    /// <summary>Cells in a row; null makes the grid as square as it gets, or takes as many as there are column captions.</summary>
    public int? Columns
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Columns), value, "Expected at least one column.");
    }

    /// <summary>Breadth of each cell in pixels, at least 16.</summary>
    public int CellWidth
    {
        get;
        init => field = value >= 16 ? value : throw new ArgumentOutOfRangeException(nameof(CellWidth), value, "Expected at least 16 pixels.");
    } = 256;

    /// <summary>Height of each cell in pixels, at least 16; null lets each row be as high as its pictures need (at most 4/3 of the breadth).</summary>
    public int? CellHeight
    {
        get;
        init => field = value is null or >= 16 ? value : throw new ArgumentOutOfRangeException(nameof(CellHeight), value, "Expected at least 16 pixels.");
    }

    /// <summary>Above the grid; empty writes nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>Above each column; empty, or as many as there are columns.</summary>
    public ImmutableArray<string> ColumnCaptions
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Left of each row; empty, or as many as there are rows.</summary>
    public ImmutableArray<string> RowCaptions
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Lines that a caption may take before it ends in an ellipsis, at least 1.</summary>
    public int CaptionLines
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(CaptionLines), value, "Expected at least one line.");
    } = 2;

    /// <summary>Height of the captions' capitals in pixels, 6 to 96.</summary>
    public int TextSize
    {
        get;
        init => field = value is >= 6 and <= 96 ? value : throw new ArgumentOutOfRangeException(nameof(TextSize), value, "Expected 6 to 96 pixels.");
    } = 11;

    /// <summary>Pixels between cells and around the grid, not negative.</summary>
    public int Padding
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Padding), value, "Expected no negative padding.");
    } = 12;

    /// <summary>Behind everything.</summary>
    public RgbColor Background { get; init; } = RgbColor.White;

    /// <summary>Of all texts.</summary>
    public RgbColor TextColor { get; init; } = new(32, 33, 36);
}
