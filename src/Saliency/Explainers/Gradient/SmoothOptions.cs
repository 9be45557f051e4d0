namespace Saliency.Explainers;

/// <summary>What <see cref="Smooth"/> makes of the attributions aᵢ of n noisy copies.</summary>
public enum SmoothStatistic
{
    /// <summary>SmoothGrad: <c>1/n Σ aᵢ</c>.</summary>
    Mean,

    /// <summary>SmoothGrad², <c>1/n Σ aᵢ²</c>: never negative. PAIR's default, there called magnitude.</summary>
    MeanSquare,

    /// <summary>VarGrad, <c>1/n Σ aᵢ² − (1/n Σ aᵢ)²</c>: never negative. Captum's.</summary>
    Variance,

    /// <summary>VarGrad without bias, <see cref="Variance"/> · n/(n − 1), of at least two samples: Xplique's.</summary>
    SampleVariance,
}

/// <summary>What a noise level is a share of.</summary>
public enum NoiseUnit
{
    /// <summary>The difference of the image's largest and smallest number, all channels together. PAIR's.</summary>
    ImageRange,

    /// <summary>One, in model space. Captum's.</summary>
    Absolute,
}

/// <summary>Parameters of <see cref="Smooth"/>.</summary>
public sealed record SmoothOptions
{
    /// <summary>Noisy copies of each input, n; PAIR's default. Captum takes 5.</summary>
    public int SampleCount { get; init; } = 25;

    /// <summary>Standard deviation of the noise, in <see cref="Unit"/>; PAIR's default, within the paper's 10 % to 20 %. 0 gives the method itself.</summary>
    public double NoiseLevel { get; init; } = 0.15;

    /// <summary>What the noise level is a share of.</summary>
    public NoiseUnit Unit { get; init; }

    /// <summary>What is made of the attributions: by default their mean, as the paper.</summary>
    public SmoothStatistic Statistic { get; init; }

    /// <summary>How a map is made of the channels: by default the sum of absolute values, as PAIR's pictures.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.AbsoluteSum;

    /// <summary>Noise of the same seed is the same.</summary>
    public ulong Seed { get; init; }
}
