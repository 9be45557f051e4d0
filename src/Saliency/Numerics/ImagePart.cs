namespace Saliency.Numerics;

/// <summary>A rectangle of an image.</summary>
/// <param name="Top">Its first row in the image.</param>
/// <param name="Left">Its first column in the image.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="ImageHeight">Rows of the image.</param>
/// <param name="ImageWidth">Columns of the image.</param>
internal readonly record struct ImagePart(int Top, int Left, int Height, int Width, int ImageHeight, int ImageWidth)
{
    /// <summary>The part that a filling works on.</summary>
    /// <exception cref="ArgumentException">As many choices as pixels, whole planes and a pixel that is kept are expected.</exception>
    public static ImagePart OfHole(ReadOnlySpan<bool> removed, int height, int width, ReadOnlySpan<float> planes, int reach = 1)
    {
        if (removed.Length != height * width) throw new ArgumentException($"Expected {height * width} choices, got {removed.Length}.", nameof(removed));
        if (planes.Length % removed.Length != 0) throw new ArgumentException($"Expected whole planes of {removed.Length} values, got {planes.Length} values.", nameof(planes));
        if (!removed.Contains(false)) throw new ArgumentException("Expected a pixel that is kept, got none.", nameof(removed));
        return Around(removed, height, width, reach);
    }

    /// <summary>The least rectangle that holds every removed pixel and those within some rows and columns of it in the image; the whole image where none is removed.</summary>
    public static ImagePart Around(ReadOnlySpan<bool> removed, int height, int width, int reach = 1)
    {
        int top = height, bottom = -1, left = width, right = -1;
        for (int y = 0; y < height; y++)
        {
            var row = removed.Slice(y * width, width);
            int first = row.IndexOf(true);
            if (first < 0) continue;
            (top, bottom) = (Math.Min(top, y), y);
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf(true)));
        }
        if (bottom < 0) return new ImagePart(0, 0, height, width, height, width);
        (top, left) = (Math.Max(0, top - reach), Math.Max(0, left - reach));
        (bottom, right) = (Math.Min(height - 1, bottom + reach), Math.Min(width - 1, right + reach));
        return new ImagePart(top, left, bottom - top + 1, right - left + 1, height, width);
    }

    /// <summary>Index in the image of a pixel of the rectangle.</summary>
    public int At(int y, int x) => ((Top + y) * ImageWidth) + Left + x;

    /// <summary>The weights of a pixel's neighbours that lie inside the image, 1/6 beside it and 1/12 at its corners: together 1 away from the image's border.</summary>
    public double WeightOfNeighbours(int y, int x)
    {
        // With 2 for the middle line and 1 for those beside it, a neighbour weighs the product of its lines; the pixel itself would weigh 4.
        int rows = 2 + (Top + y > 0 ? 1 : 0) + (Top + y < ImageHeight - 1 ? 1 : 0), columns = 2 + (Left + x > 0 ? 1 : 0) + (Left + x < ImageWidth - 1 ? 1 : 0);
        return ((rows * columns) - 4) / 12.0;
    }
}
