namespace Saliency.Metrics;

/// <summary>Relevance rank accuracy: of as many highest pixels as the object has, the share that lies on it.</summary>
/// <remarks>
/// <para><c>|T ∩ M| / |M|</c>, T the |M| pixels of the highest values, ties broken by the lowest index, M the truth's region. 0..1, higher is better; chance is the region's share of
/// the image; only the order of the values matters. A constant map's T are the first pixels in row order. Of an empty region there is no share: it is refused.</para>
/// <para>Arras, Osman, Samek: CLEVR-XAI: a benchmark dataset for the ground truth evaluation of neural network explanations. Information Fusion 2022.</para>
/// </remarks>
public sealed class RelevanceRankAccuracy : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "Relevance rank";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.FilledRegionFor(map, Name);
        return new MetricResult((double)Overlap.Of(map.Highest(region.Count), region).Both / region.Count);
    }
}
