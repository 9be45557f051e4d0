using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>SIM: the share of two densities that lies in the same place (histogram intersection).</summary>
/// <remarks>
/// <para><c>Σ min(s / Σs, d / Σd)</c> over all pixels of map s and density d, both made non-negative first. 0..1, higher is better. A map that is zero
/// everywhere once shifted says nothing about place and counts as the uniform density.</para>
/// <para>Bylinskii, Judd, Oliva, Torralba, Durand: What do different evaluation metrics tell us about saliency models? TPAMI 2019.</para>
/// </remarks>
public sealed class Similarity : IGroundTruthMetric
{
    private readonly SimilarityOptions _options;

    /// <summary>Makes the metric.</summary>
    public Similarity(SimilarityOptions? options = null)
    {
        _options = options ?? new SimilarityOptions();
        _options.Shift.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "SIM";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var truthDensity = UnitDensity.Of(truth.DensityFor(map, Name), _options.Shift);
        var mapDensity = UnitDensity.Of(map, _options.Shift);
        return new MetricResult(BlockSum.Of(map.Values, truth.Density!.Values, (s, d) =>
        {
            mapDensity.Apply(s);
            truthDensity.Apply(d);
            TensorPrimitives.Min(s, d, s);
            return TensorPrimitives.Sum<double>(s);
        }));
    }
}
