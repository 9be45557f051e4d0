using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>How the pixels of a resized photo are mixed from the photo's. Half-pixel centres; results rounded to bytes.</summary>
public enum Interpolation
{
    /// <summary>A triangle filter, widened when shrinking so that no pixel is skipped. What Pillow and torchvision call bilinear: same bytes.</summary>
    Bilinear,

    /// <summary>A cubic filter (a = −0.5), widened when shrinking. What Pillow and torchvision call bicubic: same bytes.</summary>
    Bicubic,

    /// <summary>A Lanczos filter of three lobes, widened when shrinking: Pillow's Lanczos, same bytes.</summary>
    Lanczos,

    /// <summary>The two nearest pixels of each axis, however much it shrinks: what OpenCV calls linear and TensorFlow and plain torch bilinear; within one level of theirs.</summary>
    TwoTapLinear,

    /// <summary>The pixel that holds the centre.</summary>
    Nearest,
}

/// <summary>From the name of an interpolation to its arithmetic.</summary>
internal static class InterpolationKernels
{
    /// <summary>Writes a window of the picture resized to <paramref name="resizedHeight"/> × <paramref name="resizedWidth"/>.</summary>
    public static void Resize(this Interpolation interpolation, ReadOnlySpan<byte> source, int channels, int height, int width,
        int resizedHeight, int resizedWidth, int top, int left, Span<byte> window, int windowHeight, int windowWidth) =>
        AntialiasedResize.Resize(source, channels, height, width,
            interpolation.Weights(height, resizedHeight, top, windowHeight), interpolation.Weights(width, resizedWidth, left, windowWidth), window);

    private static ResizeWeights Weights(this Interpolation interpolation, int source, int resized, int first, int length) => interpolation switch
    {
        Interpolation.Bilinear => ResizeWeights.Of(source, resized, first, length, Triangle, 1, antialiased: true),
        Interpolation.Bicubic => ResizeWeights.Of(source, resized, first, length, Cubic, 2, antialiased: true),
        Interpolation.Lanczos => ResizeWeights.Of(source, resized, first, length, LanczosThree, 3, antialiased: true),
        Interpolation.TwoTapLinear => ResizeWeights.Of(source, resized, first, length, Triangle, 1, antialiased: false),
        Interpolation.Nearest => ResizeWeights.Nearest(source, resized, first, length),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Expected a defined interpolation."),
    };

    private static double Triangle(double t) => Math.Max(0, 1 - Math.Abs(t));

    // Keys' cubic convolution with a = −½.
    private static double Cubic(double t)
    {
        const double a = -0.5;
        t = Math.Abs(t);
        if (t < 1) return ((((a + 2) * t) - (a + 3)) * t * t) + 1;
        return t < 2 ? ((((t - 5) * t) + 8) * t - 4) * a : 0;
    }

    private static double LanczosThree(double t) => t is >= -3 and < 3 ? Sinc(t) * Sinc(t / 3) : 0;

    private static double Sinc(double t) => t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t);
}
