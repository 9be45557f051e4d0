namespace Saliency.Metrics;

/// <summary>What <see cref="Similarity"/> does with a map before it divides it by its sum.</summary>
public enum SimilarityShift
{
    /// <summary>Takes the minimum away only where it is negative, as pysaliency.</summary>
    WhenNegative,

    /// <summary>Always takes the minimum away, as the MIT saliency benchmark.</summary>
    Always,
}

/// <summary>Parameters of <see cref="Similarity"/>.</summary>
public sealed record SimilarityOptions
{
    /// <summary>How the maps are made non-negative.</summary>
    public SimilarityShift Shift { get; init; }
}
