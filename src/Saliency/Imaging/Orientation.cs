namespace Saliency.Imaging;

/// <summary>Where a stored pixel is shown: the EXIF orientation 1–8 as a start and a step for each axis.</summary>
/// <param name="Height">Rows as shown.</param>
/// <param name="Width">Columns as shown.</param>
/// <param name="Start">Index of the pixel that shows stored row 0, column 0.</param>
/// <param name="StepX">Pixels further for each stored column.</param>
/// <param name="StepY">Pixels further for each stored row.</param>
internal readonly record struct Orientation(int Height, int Width, int Start, int StepX, int StepY)
{
    /// <summary>For a picture stored with the given size; a value outside 1–8 leaves it as it is.</summary>
    public static Orientation Of(int exif, int height, int width)
    {
        int last = (height * width) - 1;
        return exif switch
        {
            2 => new(height, width, width - 1, -1, width),
            3 => new(height, width, last, -1, -width),
            4 => new(height, width, last - (width - 1), 1, -width),
            // 5–8 exchange rows and columns: the shown width is the stored height.
            5 => new(width, height, 0, height, 1),
            6 => new(width, height, height - 1, height, -1),
            7 => new(width, height, last, -height, -1),
            8 => new(width, height, last - (height - 1), -height, 1),
            _ => new(height, width, 0, 1, width),
        };
    }

    /// <summary>Puts one stored row of RGB bytes where it is shown.</summary>
    public void Place(ReadOnlySpan<byte> row, int y, Span<byte> shown)
    {
        int at = Start + (y * StepY);
        if (StepX == 1)
        {
            row.CopyTo(shown[(3 * at)..]);
            return;
        }
        for (int i = 0; i < row.Length; i += 3, at += StepX)
            row.Slice(i, 3).CopyTo(shown.Slice(3 * at, 3));
    }
}
