namespace Saliency.Metrics;

/// <summary>Parameters of the metrics that remove pixels in the map's order, so many at each step: <see cref="PixelFlipping"/>, <see cref="FaithfulnessEstimate"/>,
/// <see cref="Monotonicity"/> and <see cref="MonotonicityCorrelation"/>.</summary>
public sealed record OrderedRemovalOptions
{
    /// <summary>Pixels at each step, the last step takes what is left; null is the input's width.</summary>
    public int? StepPixels { get; init; }

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    internal static int[] EndsOfSteps(IModel model, OrderedRemovalOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        return options.StepPixels is not < 1
            ? PixelGroups.EndsOfSteps(model.InputShape.PlaneLength, options.StepPixels ?? model.InputShape.Width)
            : throw new ArgumentOutOfRangeException(nameof(options), options.StepPixels, "Expected steps of at least 1 pixel.");
    }
}
