using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>What LIME found: a linear model of the score over the segments, and how good it is.</summary>
/// <param name="Weights">The weight of each segment, 0 for those not chosen, with its spread (<see cref="SegmentAttribution.StandardErrors"/>) and the fit's intercept.</param>
/// <param name="Selected">The segments of the fit by falling absolute weight; among equals the lowest number first.</param>
/// <param name="LocalPrediction">What the fit says of the untouched image: intercept + Σ weights.</param>
/// <param name="Score">What the model says of it.</param>
/// <param name="RSquared">The share of the weighted variation of the scores that the fit explains; at most 1. Low: the weights do not describe the model. 1 where the scores do not vary.</param>
public sealed record LimeResult(SegmentAttribution Weights, ImmutableArray<int> Selected, double LocalPrediction, double Score, double RSquared)
{
    /// <summary>The segments.</summary>
    public Segmentation Segments => Weights.Segments;

    /// <summary>The fit's score with every segment hidden.</summary>
    public double Intercept => Weights.Intercept!.Value;

    /// <summary>Every pixel the weight of its segment.</summary>
    public SaliencyMap ToMap() => Weights.ToMap();

    /// <summary>The pixels of the segments of the highest weights: at most <paramref name="count"/>, positive ones only.</summary>
    public Mask Top(int count) => Weights.Top(count);
}
