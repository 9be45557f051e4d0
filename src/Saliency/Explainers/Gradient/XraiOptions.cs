using Saliency.Imaging;

namespace Saliency.Explainers;

/// <summary>How <see cref="Xrai"/> orders its segments.</summary>
public enum XraiAlgorithm
{
    /// <summary>Again and again the segment of the highest mean over the pixels that it would add.</summary>
    Full,

    /// <summary>Once, by each segment's mean over all its pixels.</summary>
    Fast,
}

/// <summary>Parameters of <see cref="Xrai"/>; the defaults are PAIR's.</summary>
public sealed record XraiOptions
{
    /// <summary>How segments are ordered.</summary>
    public XraiAlgorithm Algorithm { get; init; }

    /// <summary>A segment that adds fewer pixels is left out.</summary>
    public int MinimumNewPixels { get; init; } = 50;

    /// <summary>The full algorithm ends when the regions cover more than this share of the image: 0 to 1.</summary>
    public double AreaFraction { get; init; } = 1;

    /// <summary>Gradients for each of the two baselines, where XRAI makes the attributions itself.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The scale of the score, where XRAI makes the attributions itself.</summary>
    public ScoreScale Scale { get; init; }

    /// <summary>Segments to choose from, overlapping or not; null makes them of each input by <see cref="Segmentation"/>.</summary>
    public IReadOnlyList<Mask>? Segments { get; init; }

    /// <summary>How segments are made where none are given.</summary>
    public MultiScaleFelzenszwalbOptions Segmentation { get; init; } = new();
}
