using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>ROC AUC: the probability that the map is higher at a pixel of the object than at one beside it.</summary>
/// <remarks>
/// <para>The area under the curve of hits over false alarms at every threshold, the truth's region being positive; ties count half. 0..1, higher is better, ½ is chance and what a
/// constant map gets; only the order of the values matters. An empty region, and one that fills the image, leave nothing to tell apart and are refused.</para>
/// <para>Fawcett: An introduction to ROC analysis. Pattern Recognition Letters 2006.</para>
/// </remarks>
public sealed class RegionAuc : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "ROC AUC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.FilledRegionFor(map, Name);
        if (region.Count == region.Values.Length) throw new ArgumentException($"Expected a pixel outside the region for {Name}, got a region that fills the image.", nameof(truth));
        return new MetricResult(Ranking.AreaAbove(map.Values, region.Values));
    }
}
