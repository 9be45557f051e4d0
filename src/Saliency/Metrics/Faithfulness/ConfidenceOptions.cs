namespace Saliency.Metrics;

/// <summary>Which part of an image is hidden.</summary>
public enum OccludedPart
{
    /// <summary>What the map holds unimportant: a good map loses nothing.</summary>
    Background,

    /// <summary>What the map holds important: a good map loses everything.</summary>
    Subject,
}

/// <summary>Parameters of <see cref="AverageDrop"/>, <see cref="DropInConfidence"/>, <see cref="IncreaseInConfidence"/> and <see cref="AverageGain"/>.</summary>
public sealed record ConfidenceOptions
{
    /// <summary>Which part is hidden.</summary>
    public OccludedPart Occluded { get; init; }

    /// <summary>Where the map reaches this value (after <see cref="Scaling"/>) lies the subject; null hides softly, in proportion to the map, which must then lie in 0..1.</summary>
    public double? Threshold { get; init; }

    /// <summary>How the map is scaled first; null takes it as it is.</summary>
    public Normalization? Scaling { get; init; } = Normalization.MinMax;

    /// <summary>What hidden pixels become. A soft mask lays the image over this one's picture of everything removed.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;
}
