namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="ParameterRandomization{TModel}"/>.</summary>
public sealed record ParameterRandomizationOptions
{
    /// <summary>Which layers change together.</summary>
    public RandomizationOrder Order { get; init; } = RandomizationOrder.TopDown;

    /// <summary>How many times the maps are compared: the layers are parted into so many runs of neighbours, which change together. Null is every layer alone.</summary>
    public int? Steps { get; init; }

    /// <summary>How the maps are compared.</summary>
    public MapSimilarity Similarity { get; init; } = MapSimilarity.Spearman;

    /// <summary>Whether magnitudes are compared, so that a map and its negative are alike. Every map is divided by its largest magnitude.</summary>
    public bool Absolute { get; init; } = true;

    /// <summary>How weights are drawn.</summary>
    public WeightRandomization Weights { get; init; } = WeightRandomization.Normal;

    /// <summary>How many noisy copies of the image are explained for each map, which is their mean: 50 makes it the smooth test (sMPRT). 0 explains the image itself.</summary>
    public int NoisySamples { get; init; }

    /// <summary>Deviation of that normal noise, as a share of the image's range; above 0.</summary>
    public double NoiseShare { get; init; } = 0.1;

    /// <summary>Seed of the weights and of the noise.</summary>
    public ulong Seed { get; init; }
}
