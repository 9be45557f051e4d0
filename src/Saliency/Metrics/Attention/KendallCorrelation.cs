using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Kendall's τ-b of a map and what people saw: of the pairs of pixels, how many more do both order alike than oppositely?</summary>
/// <remarks>
/// <para><c>(P − Q) / √((N − Ts)(N − Td))</c> with P pairs ordered alike, Q oppositely, N all pairs, Ts and Td those tied in the map and in the density.
/// −1..1, higher is better; any rising change of a map's scale leaves it as it is. A constant map has no correlation: 0.</para>
/// <para>Kendall: The treatment of ties in ranking problems. Biometrika 1945.</para>
/// </remarks>
public sealed class KendallCorrelation : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "Kendall";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) => new(Correlation.Kendall(truth.DensityFor(map, Name).Values, map.Values));
}
