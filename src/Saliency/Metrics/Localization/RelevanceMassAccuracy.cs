namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="RelevanceMassAccuracy"/>.</summary>
public sealed record RelevanceMassAccuracyOptions
{
    /// <summary>What counts as relevance. Quantus takes the values as they are, or their absolute values.</summary>
    public RelevanceSign Sign { get; init; } = RelevanceSign.AsIs;
}

/// <summary>Relevance mass accuracy: the share of the map's sum that lies on the object.</summary>
/// <remarks>
/// <para><c>Σ over the region of a / Σ over all pixels of a</c>. 0..1 for a map without negative values, where it equals <see cref="EnergyPointingGame"/>; outside of that
/// for a signed one, whose sums can cancel: choose another <see cref="RelevanceSign"/> there. Higher is better; chance is the region's share of the image, which
/// a constant map and one whose sum is 0 get. An empty region gives 0.</para>
/// <para>Arras, Osman, Samek: CLEVR-XAI: a benchmark dataset for the ground truth evaluation of neural network explanations. Information Fusion 2022.</para>
/// </remarks>
public sealed class RelevanceMassAccuracy : IGroundTruthMetric
{
    private readonly RelevanceSign _sign;

    /// <summary>Makes the metric.</summary>
    public RelevanceMassAccuracy(RelevanceMassAccuracyOptions? options = null)
    {
        _sign = (options ?? new RelevanceMassAccuracyOptions()).Sign;
        _sign.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "Relevance mass";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) => new(RelevanceShare.Of(map, truth.RegionFor(map, Name), _sign));
}
