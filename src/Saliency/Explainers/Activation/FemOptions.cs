namespace Saliency.Explainers;

/// <summary>Which of the two published algorithms <see cref="Fem"/> follows. They give different maps, not different scalings of one.</summary>
public enum FemAlgorithm
{
    /// <summary>The paper's, as Xplique has it: strong places of each channel, weighted by the channel's mean.</summary>
    Binary,

    /// <summary>pytorch-grad-cam's: the activations themselves, each channel weighted by its share of strong places.</summary>
    Weighted,
}

/// <summary>Parameters of <see cref="Fem"/>.</summary>
public sealed record FemOptions : CamOptions
{
    /// <summary>The algorithm.</summary>
    public FemAlgorithm Algorithm { get; init; }

    /// <summary>How many standard deviations above its channel's mean a place must be to count as strong. On a layer of n pixels no place is more than
    /// √(n−1) deviations above the mean: small layers want a small k.</summary>
    public double K { get; init; } = 2;
}
