namespace Saliency.Metrics;

/// <summary>What <see cref="Pic"/> reads of the model's answer.</summary>
public enum PicScore
{
    /// <summary>The target's probability: the softmax information curve (SIC).</summary>
    Softmax,

    /// <summary>1 where the class that is predicted is that of the untouched image, else 0: the accuracy information curve (AIC). The target is not asked for.</summary>
    Accuracy,
}

/// <summary>Parameters of <see cref="Pic"/>.</summary>
public sealed record PicOptions
{
    /// <summary>What is read of the model's answer.</summary>
    public PicScore Score { get; init; }

    /// <summary>Shares of the pixels, the map's highest, that are shown, rising, each above 0 and below 1.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.13, 0.21, 0.34, 0.5, 0.75];

    /// <summary>Share of the pixels, chosen at random, that are always shown, above 0 and below 1.</summary>
    public double RandomShare { get; init; } = 0.01;

    /// <summary>What the pixels become that are not shown: an imputer that leaves no more information than those that are.</summary>
    public Imputer Imputer { get; init; } = Imputer.Triangulated();

    /// <summary>Steps of the curve along the information, at least 1.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Whether the curve never falls: at each share the best answer so far counts.</summary>
    public bool Monotonous { get; init; } = true;

    /// <summary>Seed of the random pixels.</summary>
    public ulong Seed { get; init; }
}
