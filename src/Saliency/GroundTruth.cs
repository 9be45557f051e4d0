namespace Saliency;

/// <summary>What is known of an image beside the model: a density map, a mask, or both. Each metric takes the part it needs.</summary>
public sealed record GroundTruth
{
    /// <summary>How much each pixel matters to people: a fixation density, an attention map, a drawn map.</summary>
    public SaliencyMap? Density { get; init; }

    /// <summary>Where the object is.</summary>
    public Mask? Region { get; init; }

    /// <summary>A truth that is a density.</summary>
    public static implicit operator GroundTruth(SaliencyMap density) => FromDensity(density);

    /// <summary>A truth that is a region.</summary>
    public static implicit operator GroundTruth(Mask region) => FromRegion(region);

    /// <summary>A truth that is a density.</summary>
    public static GroundTruth FromDensity(SaliencyMap density) => new() { Density = density ?? throw new ArgumentNullException(nameof(density)) };

    /// <summary>A truth that is a region.</summary>
    public static GroundTruth FromRegion(Mask region) => new() { Region = region ?? throw new ArgumentNullException(nameof(region)) };
}
