namespace Saliency.Metrics;

/// <summary>What is added to an image to make its neighbours.</summary>
public enum NeighborNoise
{
    /// <summary>Every value evenly between minus and plus the magnitude.</summary>
    Uniform,

    /// <summary>Normal values whose deviation is the magnitude.</summary>
    Gaussian,
}

/// <summary>Parameters of the metrics that explain noisy copies of an image, its neighbours: <see cref="MaxSensitivity"/>, <see cref="AverageSensitivity"/>,
/// <see cref="LocalLipschitz"/> and the three relative stabilities.</summary>
public sealed record NeighborOptions
{
    /// <summary>How many neighbours are explained, at least 1.</summary>
    public int Samples { get; init; } = 10;

    /// <summary>How the noise is distributed.</summary>
    public NeighborNoise Noise { get; init; } = NeighborNoise.Uniform;

    /// <summary>How strong it is, in the units of the model's input (after preprocessing); above 0.</summary>
    public double Magnitude { get; init; } = 0.02;

    /// <summary>How every map is scaled before it is compared; null leaves the maps as they are.</summary>
    public Normalization? Scaling { get; init; }

    /// <summary>Seed of the noise; neighbour i depends on the seed and i alone.</summary>
    public ulong Seed { get; init; }
}
