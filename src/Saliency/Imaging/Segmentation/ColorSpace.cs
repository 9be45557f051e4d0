using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>The planes that a segmenter measures distances in.</summary>
internal static class ColorSpace
{
    /// <summary>Three planes of L*a*b*; one grey plane counts as red, green and blue alike.</summary>
    /// <param name="colors">Planes of 0..1.</param>
    /// <param name="shape">One or three channels.</param>
    /// <param name="stretch">Whether the smallest value becomes 0 and the largest 1 before; an image of one value becomes 0.</param>
    public static double[] Lab(ReadOnlySpan<float> colors, ImageShape shape, bool stretch = false)
    {
        var wide = ByteFraction.Widen(colors);
        if (stretch)
        {
            TensorPrimitives.Subtract(wide, TensorPrimitives.Min<double>(wide), wide);
            if (TensorPrimitives.Max<double>(wide) is var range and > 0) TensorPrimitives.Divide(wide, range, wide);
        }
        if (shape.Channels == 1) wide = [.. wide, .. wide, .. wide];
        LabColor.FromRgb(wide);
        return wide;
    }

    /// <summary>The planes blurred by a Gaussian as scipy's, reflected at the borders; σ 0 leaves them.</summary>
    public static void Smooth(Span<double> planes, int height, int width, double sigmaPixels)
    {
        if (sigmaPixels == 0) return;
        var kernel = GaussianKernel.TruncatedDoubles(sigmaPixels);
        SeparableBlur.Apply<double>(planes, height, width, kernel, kernel, BlurBorder.Reflect, planes);
    }
}
