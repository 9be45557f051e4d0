using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>Parameters of <see cref="Slic"/>; the defaults are scikit-image's.</summary>
public sealed record SlicOptions
{
    /// <summary>How many segments are wanted; what comes differs by how a grid of that many fits the image, and by what joining leaves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SegmentCount { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one segment."); } = 100;

    /// <summary>How much position weighs against colour: higher gives squarer segments.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero, or not finite.</exception>
    public double Compactness { get; init => field = value.EnsurePositive(nameof(value)); } = 10;

    /// <summary>Rounds of assigning pixels and moving centres.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Iterations { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one iteration."); } = 10;

    /// <summary>Standard deviation of the blur before; 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double SigmaPixels { get; init => field = value.EnsureNotNegative(nameof(value)); }

    /// <summary>Whether the parts of a cluster that hang together become segments of their own, and small ones join a neighbour; otherwise a segment may lie in several places.</summary>
    public bool Connected { get; init; } = true;

    /// <summary>Parts below this share of the mean size of a cluster join a neighbour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double MinimumSize { get; init => field = value.EnsureNotNegative(nameof(value)); } = 0.5;

    /// <summary>Parts are cut when they reach this share of the mean size of a cluster.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double MaximumSize { get; init => field = value.EnsureNotNegative(nameof(value)); } = 3;
}

/// <summary>SLIC superpixels: k-means of colour and position, begun on a grid, each centre looking no farther than two grid steps.</summary>
/// <remarks>
/// <para>With centres on a grid of step S, a pixel belongs to the centre with the least <c>((Δx)² + (Δy)²)/S² + |ΔLab|²/m²</c> of those within two steps, m being
/// <see cref="SlicOptions.Compactness"/>; of equally near ones the first. The colours are first stretched so that the smallest value of the image is 0 and the largest 1. Then
/// parts that do not hang together (by sides) are told apart and small ones joined to a neighbour.</para>
/// <para>Segments are of like size and follow edges; their number is roughly <see cref="SlicOptions.SegmentCount"/>. Grey counts as equal red, green and blue. The labels are
/// scikit-image's (of 0.19 and later, which stretch colours).</para>
/// <para>Achanta, Shaji, Smith, Lucchi, Fua, Süsstrunk: SLIC superpixels compared to state-of-the-art superpixel methods. IEEE TPAMI 34, 2012.</para>
/// </remarks>
public sealed class Slic(SlicOptions? options = null) : Segmenter
{
    /// <summary>The parameters.</summary>
    public SlicOptions Options { get; } = options ?? new();

    /// <inheritdoc/>
    public override Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape)
    {
        Check(colors, shape);
        var lab = ColorSpace.Lab(colors, shape, stretch: true);
        ColorSpace.Smooth(lab, shape.Height, shape.Width, Options.SigmaPixels);
        var clusters = new SlicClusters(lab, shape.Height, shape.Width, Options.SegmentCount, Options.Compactness);
        for (int i = 0; i < Options.Iterations; i++) clusters.Iterate(moveCentres: i < Options.Iterations - 1);
        if (!Options.Connected) return Segmentation.FromLabels(shape.Height, shape.Width, clusters.Labels());
        double size = (double)shape.PlaneLength / clusters.Count;
        var parts = ConnectedParts.Of(clusters.Labels(), shape.Height, shape.Width, (int)(Options.MinimumSize * size), (int)(Options.MaximumSize * size));
        return Segmentation.Owning(parts, shape.Height, shape.Width);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"SLIC {Options.SegmentCount} compactness {Options.Compactness} iterations {Options.Iterations} σ {Options.SigmaPixels}{(Options.Connected ? "" : " unconnected")}");
}
