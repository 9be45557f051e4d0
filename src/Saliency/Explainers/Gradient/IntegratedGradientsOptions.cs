namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="IntegratedGradients"/>.</summary>
public sealed record IntegratedGradientsOptions
{
    /// <summary>Gradients taken along the path, n; captum's default. PAIR takes 25.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Where, and how they are added up.</summary>
    public IntegrationRule Rule { get; init; }

    /// <summary>Where the path starts: the image that shows nothing. By default zeros in model space, as captum and PAIR.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps completeness. PAIR's pictures show <see cref="ChannelReduction.AbsoluteSum"/>.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}
