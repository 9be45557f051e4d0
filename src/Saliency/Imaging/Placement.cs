namespace Saliency.Imaging;

/// <summary>A photo resized to some size, and the window of it that a model sees.</summary>
/// <param name="Height">Rows of the resized photo.</param>
/// <param name="Width">Columns of the resized photo.</param>
/// <param name="Top">Row of the resized photo at the window's upper edge; below zero where there is padding above it.</param>
/// <param name="Left">Column of the resized photo at the window's left edge; below zero where there is padding left of it.</param>
/// <param name="Pad">The grey of the padding, 0..1.</param>
internal readonly record struct Placement(int Height, int Width, int Top, int Left, double Pad)
{
    /// <summary>The shorter side scaled to a number of pixels and a window cut from the centre.</summary>
    public static Placement Crop(int shorterSide, int photoHeight, int photoWidth, int height, int width)
    {
        long shorter = Math.Min(photoHeight, photoWidth), longer = (long)shorterSide * Math.Max(photoHeight, photoWidth) / shorter;
        if (longer > int.MaxValue / 4) throw new ArgumentException($"Expected a photo of a sensible aspect ratio, got {photoHeight}×{photoWidth}.", nameof(photoHeight));
        var (resizedHeight, resizedWidth) = photoHeight <= photoWidth ? (shorterSide, (int)longer) : ((int)longer, shorterSide);
        return new(resizedHeight, resizedWidth, Offset(resizedHeight, height), Offset(resizedWidth, width), 0);
    }

    public InputGeometry Geometry(int photoHeight, int photoWidth)
    {
        double scaleY = (double)photoHeight / Height, scaleX = (double)photoWidth / Width;
        return new(photoWidth, photoHeight, Left * scaleX, Top * scaleY, scaleX, scaleY);
    }

    // torchvision: half of the surplus rounded to the even neighbour, half of the deficit rounded down.
    private static int Offset(int resized, int window) =>
        resized >= window ? (int)Math.Round((resized - window) / 2.0, MidpointRounding.ToEven) : -((window - resized) / 2);
}
