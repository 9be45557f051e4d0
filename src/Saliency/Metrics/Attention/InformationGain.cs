namespace Saliency.Metrics;

/// <summary>IG: how many bits better the map predicts where people looked than a prior that has not seen the image.</summary>
/// <remarks>
/// <para>Mean over the fixations of <c>log2(ε + s) − log2(ε + p)</c>, with the map s and the truth's prior p both shifted to a minimum of 0 and divided by their sum;
/// ε = 2.2204·10⁻¹⁶. 0 says as much as the prior, higher is better; at worst about −52 bits where the map is 0. A constant map counts as the uniform
/// density. Each fixation counts, also the second on a pixel; the MIT benchmark counts pixels: <see cref="Fixations.Distinct"/>.</para>
/// <para>Kümmerer, Wallis, Bethge: Information-theoretic model comparison unifies saliency metrics. PNAS 2015; with ε as in Bylinskii et al., TPAMI 2019.</para>
/// </remarks>
public sealed class InformationGain : IGroundTruthMetric
{
    /// <summary>MATLAB's distance from 1 to the next number, as the MIT benchmark writes it.</summary>
    internal const double Epsilon = 2.2204e-16;

    /// <inheritdoc/>
    public string Name => "IG";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var points = truth.FixationsFor(map, Name).Points;
        var prior = truth.PriorFor(map, Name);
        UnitDensity s = UnitDensity.Of(map, SimilarityShift.Always), p = UnitDensity.Of(prior, SimilarityShift.Always);
        return new MetricResult(points.Average(at => Math.Log2(Epsilon + s.At(map[at.Y, at.X])) - Math.Log2(Epsilon + p.At(prior[at.Y, at.X]))));
    }
}
