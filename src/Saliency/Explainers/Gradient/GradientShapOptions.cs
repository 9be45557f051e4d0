namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GradientShap"/>; the defaults are SHAP's.</summary>
public sealed record GradientShapOptions
{
    /// <summary>Gradients taken for each input, n.</summary>
    public int SampleCount { get; init; } = 200;

    /// <summary>Standard deviation of the normal noise that each sample adds to the input, in model space; 0 is none.</summary>
    public double LocalSmoothing { get; init; }

    /// <summary>How a map is made of the channels: by default their signed sum.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }

    /// <summary>Samples of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}
