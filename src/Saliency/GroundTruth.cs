namespace Saliency;

/// <summary>What is known of an image beside the model. Each metric takes the parts it needs and refuses a truth without them.</summary>
public sealed record GroundTruth
{
    /// <summary>How much each pixel matters to people: a fixation density, an attention map, a drawn map.</summary>
    public SaliencyMap? Density { get; init; }

    /// <summary>Where the object is.</summary>
    public Mask? Region { get; init; }

    /// <summary>Where people looked.</summary>
    public Fixations? Fixations { get; init; }

    /// <summary>Where people looked in other images, at this image's size: what shuffled AUC counts as negatives.</summary>
    public Fixations? OtherFixations { get; init; }

    /// <summary>The density one would expect without seeing the image, for example a centre bias: what information gain is measured from.</summary>
    public SaliencyMap? Prior { get; init; }

    /// <summary>A truth that is a density.</summary>
    public static implicit operator GroundTruth(SaliencyMap density) => FromDensity(density);

    /// <summary>A truth that is a region.</summary>
    public static implicit operator GroundTruth(Mask region) => FromRegion(region);

    /// <summary>A truth that is a set of fixations.</summary>
    public static implicit operator GroundTruth(Fixations fixations) => FromFixations(fixations);

    /// <summary>A truth that is a density.</summary>
    public static GroundTruth FromDensity(SaliencyMap density) => new() { Density = density ?? throw new ArgumentNullException(nameof(density)) };

    /// <summary>A truth that is a region.</summary>
    public static GroundTruth FromRegion(Mask region) => new() { Region = region ?? throw new ArgumentNullException(nameof(region)) };

    /// <summary>A truth that is a set of fixations.</summary>
    public static GroundTruth FromFixations(Fixations fixations) => new() { Fixations = fixations ?? throw new ArgumentNullException(nameof(fixations)) };

    /// <summary>The size of the image, by the first part that is there; null where there is none.</summary>
    internal (int Height, int Width)? Size =>
        Density is { } d ? (d.Height, d.Width) : Region is { } r ? (r.Height, r.Width) : Fixations is { } f ? (f.Height, f.Width)
        : OtherFixations is { } o ? (o.Height, o.Width) : Prior is { } p ? (p.Height, p.Width) : null;
}
