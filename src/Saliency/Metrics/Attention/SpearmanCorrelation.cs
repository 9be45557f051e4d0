using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Spearman's correlation of a map with what people saw: do both order the pixels alike?</summary>
/// <remarks>
/// <para>Pearson's correlation of the ranks; equal values share the mean of their ranks. −1..1, higher is better; any rising change of a map's scale leaves
/// it as it is. A constant map has no correlation: 0.</para>
/// <para>Spearman: The proof and measurement of association between two things. American Journal of Psychology 1904.</para>
/// </remarks>
public sealed class SpearmanCorrelation : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "Spearman";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) => new(Correlation.Spearman(truth.DensityFor(map, Name).Memory, map.Memory));
}
