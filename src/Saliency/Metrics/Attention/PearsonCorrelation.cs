using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>PCC (also CC): Pearson's correlation of a map with what people saw.</summary>
/// <remarks>
/// <para><c>Σ (s − s̄)(d − d̄) / √(Σ (s − s̄)² · Σ (d − d̄)²)</c> over all pixels of map s and density d. −1..1, higher is better; neither scale nor shift of
/// a map matters. A constant map has no correlation: 0.</para>
/// <para>Bylinskii, Judd, Oliva, Torralba, Durand: What do different evaluation metrics tell us about saliency models? TPAMI 2019.</para>
/// </remarks>
public sealed class PearsonCorrelation : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "PCC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) =>
        new(Correlation.Pearson(truth.DensityFor(map, Name).Values, map.Values));
}
