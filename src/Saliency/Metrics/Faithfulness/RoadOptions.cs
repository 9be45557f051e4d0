namespace Saliency.Metrics;

/// <summary>What <see cref="Road"/> does where the map has the same value on both sides of the edge between removed and kept.</summary>
public enum RoadTies
{
    /// <summary>The lowest index goes first: exactly the share that was asked for.</summary>
    LowestIndex,

    /// <summary>All of them go, as in pytorch-grad-cam: more than the share that was asked for. Refused where every pixel would go.</summary>
    Together,
}

/// <summary>Parameters of <see cref="Road"/>.</summary>
public sealed record RoadOptions
{
    /// <summary>Shares of pixels to remove, in percent, each above 0 and below 100. Removing r percent is percentile 100 − r of pytorch-grad-cam.</summary>
    public IReadOnlyList<double> Percentages { get; init; } = [10, 20, 30, 40, 50, 60, 70, 80, 90];

    /// <summary>One order alone; null compares both, which takes away what the removal itself does to the score.</summary>
    public RemovalOrder? Order { get; init; }

    /// <summary>What happens to equal values.</summary>
    public RoadTies Ties { get; init; }

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Imputer.NoisyLinear();

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
