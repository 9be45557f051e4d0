using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>Parameters of <see cref="Felzenszwalb"/>; the defaults are scikit-image's.</summary>
public sealed record FelzenszwalbOptions
{
    /// <summary>The scale of observation, k·255 of the paper's k: higher gives fewer, larger segments. Photos want 50 to 1000; 1 leaves little more than <see cref="MinimumPixels"/> in force.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double Scale { get; init => field = value.EnsureNotNegative(nameof(value)); } = 1;

    /// <summary>Standard deviation of the blur before; 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double SigmaPixels { get; init => field = value.EnsureNotNegative(nameof(value)); } = 0.8;

    /// <summary>Segments with fewer pixels are joined to a neighbour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public int MinimumPixels { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected no fewer than 0 pixels."); } = 20;
}

/// <summary>Felzenszwalb's segments: neighbouring pixels are joined as long as the step between two segments is no larger than the steps inside them.</summary>
/// <remarks>
/// <para>Pixels are joined to their eight neighbours by edges of the Euclidean colour distance w (RGB or grey, after a blur that reflects at the borders). From the least
/// edge up, two segments A and B become one when <c>w &lt; min(Int(A) + k/|A|, Int(B) + k/|B|)</c>, where Int is the largest edge that a segment was joined by and
/// <c>k = Scale / 255</c>; then, again from the least edge up, those where one has fewer than <see cref="FelzenszwalbOptions.MinimumPixels"/>.</para>
/// <para>Segments are connected by sides or corners and follow edges of colour; their size varies with the contrast around. The labels are
/// scikit-image's, but for the order of edges of the same length, which there is left to the sort and here is right, down, down-right, up-right, row after row.</para>
/// <para>Felzenszwalb, Huttenlocher: Efficient graph-based image segmentation. International Journal of Computer Vision 59, 2004.</para>
/// </remarks>
public sealed class Felzenszwalb(FelzenszwalbOptions? options = null) : Segmenter
{
    /// <summary>The parameters.</summary>
    public FelzenszwalbOptions Options { get; } = options ?? new();

    /// <inheritdoc/>
    public override Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape)
    {
        Check(colors, shape);
        var planes = ByteFraction.Widen(colors);
        ColorSpace.Smooth(planes, shape.Height, shape.Width, Options.SigmaPixels);
        var labels = new PixelGraph(planes, shape).Segment(Options.Scale / 255, Options.MinimumPixels);
        return Segmentation.Owning(labels, shape.Height, shape.Width);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Felzenszwalb scale {Options.Scale} σ {Options.SigmaPixels} minimum {Options.MinimumPixels}");
}
