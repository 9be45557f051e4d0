namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="TopFractionIoU"/>.</summary>
public sealed record TopFractionIoUOptions
{
    /// <summary>The share of pixels that counts as salient, above 0, at most 1.</summary>
    public double Fraction { get; init; } = 0.1;
}
