using Saliency.Numerics;

namespace Saliency.Tests.Numerics.Scalar;

/// <summary>Bilinear resampling as one plain loop over the pixels; what depends on the column alone is worked out once.</summary>
internal static class ScalarBilinear
{
    public static void Resample(ReadOnlySpan<float> source, int sourceHeight, int sourceWidth, Span<float> target, int height, int width,
        double startY, double stepY, double startX, double stepX, GridBorder border)
    {
        var taps = new (int Low, int High, float Fraction)[width];
        for (int x = 0; x < width; x++) taps[x] = Tap(startX + (stepX * (x + 0.5)), sourceWidth, border);
        for (int y = 0; y < height; y++)
        {
            var (y0, y1, fy) = Tap(startY + (stepY * (y + 0.5)), sourceHeight, border);
            var above = source.Slice(y0 * sourceWidth, sourceWidth);
            var below = source.Slice(y1 * sourceWidth, sourceWidth);
            var row = target.Slice(y * width, width);
            for (int x = 0; x < taps.Length; x++)
            {
                var (x0, x1, fx) = taps[x];
                float top = above[x0] + (fx * (above[x1] - above[x0]));
                float bottom = below[x0] + (fx * (below[x1] - below[x0]));
                row[x] = top + (fy * (bottom - top));
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
