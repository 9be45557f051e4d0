namespace Saliency.Imaging;

/// <summary>Parameters of <see cref="GridSegmenter"/>.</summary>
public sealed record GridSegmenterOptions
{
    /// <summary>Rows of cells, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Rows { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one row."); } = 7;

    /// <summary>Columns of cells, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Columns { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one column."); } = 7;
}

/// <summary>Parts an image into equal rectangles, whatever its colours.</summary>
/// <remarks>Row y lies in the cell <c>⌊y · rows / height⌋</c>, columns alike; cells are numbered row after row and differ by at most one pixel a side. An image
/// with fewer pixels a side than cells has one cell for each pixel there. Any number of channels will do.</remarks>
public sealed class GridSegmenter(GridSegmenterOptions? options = null) : Segmenter
{
    /// <summary>The parameters.</summary>
    public GridSegmenterOptions Options { get; } = options ?? new();

    /// <inheritdoc/>
    public override Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape)
    {
        shape.Check(nameof(shape));
        int rows = Math.Min(Options.Rows, shape.Height), columns = Math.Min(Options.Columns, shape.Width);
        var labels = new int[shape.PlaneLength];
        for (int y = 0, i = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++)
                labels[i++] = (int)(((long)y * rows / shape.Height * columns) + ((long)x * columns / shape.Width));
        return Segmentation.Owning(labels, shape.Height, shape.Width);
    }

    /// <inheritdoc/>
    public override string ToString() => $"grid {Options.Rows}×{Options.Columns}";
}
