namespace Saliency.Numerics;

/// <summary>Bilinear resampling of one plane, with any scale and shift on each axis.</summary>
internal static class Bilinear
{
    /// <summary>Half-pixel centres, edges repeated.</summary>
    public static void Resize(ReadOnlySpan<float> source, int sourceHeight, int sourceWidth, Span<float> target, int height, int width) =>
        Resample(source, sourceHeight, sourceWidth, target, height, width,
            0, (double)sourceHeight / height, 0, (double)sourceWidth / width, GridBorder.Clamp);

    /// <summary>Row y of the target reads the source at the continuous row <c>startY + stepY·(y + ½)</c>, whose sample i has its centre at i + ½; columns alike.</summary>
    public static void Resample(ReadOnlySpan<float> source, int sourceHeight, int sourceWidth, Span<float> target, int height, int width,
        double startY, double stepY, double startX, double stepX, GridBorder border)
    {
        if (source.Length != sourceHeight * sourceWidth) throw new ArgumentException($"Expected {sourceHeight * sourceWidth} values, got {source.Length}.", nameof(source));
        if (target.Length != height * width) throw new ArgumentException($"Expected room for {height * width} values, got {target.Length}.", nameof(target));
        for (int y = 0; y < height; y++)
        {
            var (y0, y1, fy) = Tap(startY + (stepY * (y + 0.5)), sourceHeight, border);
            for (int x = 0; x < width; x++)
            {
                var (x0, x1, fx) = Tap(startX + (stepX * (x + 0.5)), sourceWidth, border);
                float top = source[(y0 * sourceWidth) + x0] + (fx * (source[(y0 * sourceWidth) + x1] - source[(y0 * sourceWidth) + x0]));
                float bottom = source[(y1 * sourceWidth) + x0] + (fx * (source[(y1 * sourceWidth) + x1] - source[(y1 * sourceWidth) + x0]));
                target[(y * width) + x] = top + (fy * (bottom - top));
            }
        }
    }

    private static (int Low, int High, float Fraction) Tap(double position, int length, GridBorder border)
    {
        double u = position - 0.5;
        int low = (int)Math.Floor(u);
        return (Fold(low, length, border), Fold(low + 1, length, border), (float)(u - low));
    }

    private static int Fold(int i, int length, GridBorder border)
    {
        if (border == GridBorder.Clamp || length == 1) return Math.Clamp(i, 0, length - 1);
        int period = 2 * (length - 1);
        i = ((i % period) + period) % period;
        return i < length ? i : period - i;
    }
}
