namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Insertion"/>.</summary>
public sealed record InsertionOptions
{
    /// <summary>Pixels changed at each step, the last step takes what is left; null is the input's width, as RISE does.</summary>
    public int? StepPixels { get; init; }

    /// <summary>Number of steps instead of their size, as Xplique does: after step k, ⌊k·n/Steps⌋ of the n pixels are changed. Not together with <see cref="StepPixels"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>What stands where a pixel is not yet put back: by default the image's own blur, which hides detail without inviting new edges.</summary>
    public Imputer Imputer { get; init; } = Baseline.Blur();

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
