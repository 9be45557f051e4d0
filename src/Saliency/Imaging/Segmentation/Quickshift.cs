using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>Parameters of <see cref="Quickshift"/>; the defaults are scikit-image's.</summary>
public sealed record QuickshiftOptions
{
    /// <summary>LIME's segments: few and large, the distance never cuts.</summary>
    public static QuickshiftOptions Lime { get; } = new() { KernelSizePixels = 4, MaximumDistance = 200, Ratio = 0.2 };

    /// <summary>Standard deviation of the Gaussian that densities are summed with, in pixels and in colour units alike; higher gives fewer segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 1000.</exception>
    public double KernelSizePixels { get; init => field = value is >= 1 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a kernel of 1 to 1000 pixels."); } = 5;

    /// <summary>A pixel starts a segment of its own when the nearest denser pixel is farther than this, in position and weighted colour together; higher gives fewer segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or NaN.</exception>
    public double MaximumDistance { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a number of at least 0."); } = 10;

    /// <summary>What L*a*b* is multiplied by before it is compared with pixels: higher makes colour weigh more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double Ratio { get; init => field = value.EnsureNotNegative(nameof(value)); } = 1;

    /// <summary>Standard deviation of the blur before; 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double SigmaPixels { get; init => field = value.EnsureNotNegative(nameof(value)); }

    /// <summary>Decides between pixels of equal density: each gets a normal number of deviation 1e−5 more, which depends on the seed and its place alone.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Quick shift: every pixel points to the nearest one in a denser place of colour and position; the trees that arise are the segments.</summary>
/// <remarks>
/// <para>A pixel is a point of row, column and L*a*b* times <see cref="QuickshiftOptions.Ratio"/>. Its density is <c>Σ exp(−d²/2s²)</c> over the pixels of a window that reaches
/// ⌈3s⌉ to each side, s being <see cref="QuickshiftOptions.KernelSizePixels"/>; its parent the pixel of the window with a higher density that is nearest, of
/// equally near ones the first, row after row; without one, or farther than <see cref="QuickshiftOptions.MaximumDistance"/>, it is the root of a segment.</para>
/// <para>Segments are numbered in the order of their roots and need not be connected. Grey counts as equal red, green and blue. The time is that of the
/// window for each pixel. The labels are scikit-image's but for the noise that breaks ties.</para>
/// <para>Vedaldi, Soatto: Quick shift and kernel methods for mode seeking. ECCV 2008. <see cref="QuickshiftOptions.Lime"/> has the numbers of the library of LIME (Ribeiro, Singh, Guestrin: "Why should I trust you?", KDD 2016).</para>
/// </remarks>
public sealed class Quickshift(QuickshiftOptions? options = null) : Segmenter
{
    /// <summary>The parameters.</summary>
    public QuickshiftOptions Options { get; } = options ?? new();

    /// <inheritdoc/>
    public override Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape)
    {
        Check(colors, shape);
        return Segment(colors, shape, QuickshiftField.Noise(shape.Height, shape.Width, Options.Seed));
    }

    /// <summary>Segments with the given numbers added to the densities.</summary>
    internal Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape, ReadOnlySpan<double> noise)
    {
        var lab = ColorSpace.Lab(colors, shape);
        ColorSpace.Smooth(lab, shape.Height, shape.Width, Options.SigmaPixels);
        var field = new QuickshiftField(lab, shape.Height, shape.Width, Options.KernelSizePixels, Options.Ratio);
        field.FindDensities(noise);
        return Segmentation.Owning(Trees(field.Parents(Options.MaximumDistance)), shape.Height, shape.Width);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"quickshift kernel {Options.KernelSizePixels} distance {Options.MaximumDistance} ratio {Options.Ratio} σ {Options.SigmaPixels} seed {Options.Seed}");

    /// <summary>The number of each pixel's tree, trees in the order of their roots.</summary>
    private static int[] Trees(int[] parents)
    {
        var labels = new int[parents.Length];
        int count = 0;
        for (int i = 0; i < labels.Length; i++)
            if (parents[i] == i) labels[i] = count++;
        for (int i = 0; i < labels.Length; i++)
        {
            int root = i;
            while (parents[root] != root) root = parents[root];
            // The whole path points to the root now: no pixel is walked over twice.
            for (int next, at = i; at != root; at = next) (next, parents[at]) = (parents[at], root);
            labels[i] = labels[root];
        }
        return labels;
    }
}
