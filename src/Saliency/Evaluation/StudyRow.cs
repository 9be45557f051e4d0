namespace Saliency.Evaluation;

/// <summary>What came of one judgement.</summary>
public enum StudyOutcome
{
    /// <summary>A value.</summary>
    Measured,

    /// <summary>There is none to be had: the image's truth lacks the part that the metric needs, the model is not of the kind that the explainer needs,
    /// or the metric is not defined for this map.</summary>
    Missing,

    /// <summary>Something went wrong: an unreadable photo, a model that answered NaN.</summary>
    Failed,
}

/// <summary>One judgement: one metric of one explainer of one model on one image.</summary>
/// <param name="Index">The image's place in the study's sequence, from 0, the same in every shard.</param>
/// <param name="Image">The image's name.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Explainer">The explainer's name.</param>
/// <param name="Metric">The metric's name.</param>
public sealed record StudyRow(int Index, string Image, string Model, string Explainer, string Metric)
{
    /// <summary>What came of it.</summary>
    public StudyOutcome Outcome { get; init; }

    /// <summary>The value, finite; null unless measured.</summary>
    public double? Value { get; init; }

    /// <summary>The curve that the value was read from, where there is one and the study keeps curves.</summary>
    public Curve? Curve { get; init; }

    /// <summary>Why there is no value; empty where there is one.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How often the model was asked to make the map; 0 where there is no map.</summary>
    public long ModelRuns { get; init; }
}
