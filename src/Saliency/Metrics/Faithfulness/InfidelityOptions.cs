namespace Saliency.Metrics;

/// <summary>What a map promises that a change of the image does to the score.</summary>
public enum InfidelityPromise
{
    /// <summary>Its sum over the pixels that are removed: maps of contributions, such as occlusion's or integrated gradients'.</summary>
    Contribution,

    /// <summary>Its product with the change, summed over pixels and channels: maps of gradients.</summary>
    Gradient,
}

/// <summary>Parameters of <see cref="Infidelity"/>.</summary>
public sealed record InfidelityOptions
{
    /// <summary>How many squares are removed, each alone, at least 1.</summary>
    public int Runs { get; init; } = 100;

    /// <summary>Side of a square in pixels; null is a quarter of the input's shorter side. Every place in the image is equally likely.</summary>
    public int? SidePixels { get; init; }

    /// <summary>What the map's values mean.</summary>
    public InfidelityPromise Promise { get; init; }

    /// <summary>Whether the promises are scaled by the factor that fits best, so that the map's scale does not matter.</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Native;

    /// <summary>Seed of the squares.</summary>
    public ulong Seed { get; init; }
}
