namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Deletion"/>.</summary>
public sealed record DeletionOptions
{
    /// <summary>Pixels changed at each step, the last step takes what is left; null is the input's width, as RISE does.</summary>
    public int? StepPixels { get; init; }

    /// <summary>Number of steps instead of their size, as Xplique does: after step k, ⌊k·n/Steps⌋ of the n pixels are changed. Not together with <see cref="StepPixels"/>.</summary>
    public int? Steps { get; init; }

    /// <summary>What deleted pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
