namespace Saliency.Numerics;

/// <summary>Colours as people see their difference: CIE L*a*b*.</summary>
internal static class LabColor
{
    // The white of D65 (2°), and sRGB's primaries under it, with the digits of the published tables that scikit-image has.
    private const double WhiteX = 0.95047, WhiteZ = 1.08883;

    // Pixels that one thread takes at a time.
    private const int Block = 1024;

    private static readonly double[] s_linear = [.. Enumerable.Range(0, 256).Select(k => Linear(k / 255.0))];

    /// <summary>sRGB planes to L (0..100), a and b.</summary>
    /// <param name="planes">Three planes of red, green and blue, 0..1; receive the others.</param>
    public static void FromRgb(double[] planes)
    {
        if (planes.Length % 3 != 0) throw new ArgumentException($"Expected three planes, got {planes.Length} values.", nameof(planes));
        int plane = planes.Length / 3;
        PixelRows.ForEach((plane + Block - 1) / Block, block => Convert(planes, plane, block * Block, Math.Min((block + 1) * Block, plane)));
    }

    private static void Convert(double[] planes, int plane, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            double red = Light(planes[i]), green = Light(planes[plane + i]), blue = Light(planes[(2 * plane) + i]);
            double x = Response(((0.412453 * red) + (0.357580 * green) + (0.180423 * blue)) / WhiteX);
            double y = Response((0.212671 * red) + (0.715160 * green) + (0.072169 * blue));
            double z = Response(((0.019334 * red) + (0.119193 * green) + (0.950227 * blue)) / WhiteZ);
            planes[i] = (116 * y) - 16;
            planes[plane + i] = 500 * (x - y);
            planes[(2 * plane) + i] = 200 * (y - z);
        }
    }

    /// <summary>The light of a value: looked up where it is a byte's, because the power takes long.</summary>
    private static double Light(double value)
    {
        double k = Math.Round(value * 255);
        return k is >= 0 and <= 255 && k / 255 == value ? s_linear[(int)k] : Linear(value);
    }

    private static double Linear(double value) => value > 0.04045 ? Math.Pow((value + 0.055) / 1.055, 2.4) : value / 12.92;

    private static double Response(double light) => light > 0.008856 ? Math.Cbrt(light) : (7.787 * light) + (16.0 / 116);
}
