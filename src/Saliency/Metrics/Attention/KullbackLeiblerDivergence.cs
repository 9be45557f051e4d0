using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How <see cref="KullbackLeiblerDivergence"/> keeps clear of the logarithm of 0.</summary>
public enum KullbackLeiblerRule
{
    /// <summary><c>Σ d ln(ε + d / (s + ε))</c>, ε = 2.2204·10⁻¹⁶: the MIT saliency benchmark's.</summary>
    Mit,

    /// <summary><c>Σ d ln(d / s)</c> after 10⁻²⁰ was added to every value of both maps: pysaliency's.</summary>
    Additive,
}

/// <summary>Parameters of <see cref="KullbackLeiblerDivergence"/>.</summary>
public sealed record KullbackLeiblerDivergenceOptions
{
    /// <summary>How the logarithm of 0 is avoided.</summary>
    public KullbackLeiblerRule Rule { get; init; }
}

/// <summary>KL: what is lost, in nats, when the map stands for the density of what people saw.</summary>
/// <remarks>
/// <para><c>Σ d ln(d / s)</c> over all pixels, map s and density d shifted where negative and divided by their sums. 0 for equal densities, lower is better, at
/// most about 36 nats (<see cref="KullbackLeiblerRule.Mit"/>) where the map is 0 wherever people looked. Not symmetric: a place that the map misses costs far more than one
/// that it adds. A map that is zero everywhere once shifted counts as the uniform density. The two rules differ only through zeros.</para>
/// <para>Bylinskii, Judd, Oliva, Torralba, Durand: What do different evaluation metrics tell us about saliency models? TPAMI 2019.</para>
/// </remarks>
public sealed class KullbackLeiblerDivergence : IGroundTruthMetric
{
    private readonly KullbackLeiblerRule _rule;

    /// <summary>Makes the metric.</summary>
    public KullbackLeiblerDivergence(KullbackLeiblerDivergenceOptions? options = null)
    {
        _rule = (options ?? new KullbackLeiblerDivergenceOptions()).Rule;
        _rule.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "KL";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        double added = _rule == KullbackLeiblerRule.Additive ? 1e-20 : 0, epsilon = _rule == KullbackLeiblerRule.Mit ? InformationGain.Epsilon : 0;
        var density = truth.DensityFor(map, Name);
        UnitDensity mapDensity = UnitDensity.Of(map, SimilarityShift.WhenNegative, added), truthDensity = UnitDensity.Of(density, SimilarityShift.WhenNegative, added);
        double sum = BlockSum.Of(map.Values, density.Values, (s, d) =>
        {
            mapDensity.Apply(s);
            truthDensity.Apply(d);
            TensorPrimitives.Add(s, epsilon, s);
            TensorPrimitives.Divide(d, s, s);
            TensorPrimitives.Add(s, epsilon, s);
            TensorPrimitives.Log(s, s);
            return TensorPrimitives.Dot<double>(d, s);
        });
        return new MetricResult(sum);
    }
}
