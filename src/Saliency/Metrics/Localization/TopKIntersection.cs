namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="TopKIntersection"/>.</summary>
public sealed record TopKIntersectionOptions
{
    /// <summary>How many pixels of the highest values, at least 1; a map of fewer gives all it has. 1000 is Quantus' default.</summary>
    public int K { get; init; } = 1000;

    /// <summary>Whether the share is divided by the region's share of the image, as Quantus' "concept influence": 1 is chance then, and images with objects of several
    /// sizes compare.</summary>
    public bool ConceptInfluence { get; init; }
}

/// <summary>Top-k intersection: the share of the k highest pixels that lies on the object.</summary>
/// <remarks>
/// <para><c>|T ∩ M| / |T|</c>, T the k pixels of the highest values, ties broken by the lowest index, M the truth's region; times n / |M| as concept influence. 0..1, or without bound
/// as concept influence; higher is better; only the order of the values matters. A constant map's T are the first pixels in row order. An empty region gives
/// 0; as concept influence it is refused.</para>
/// <para>Theiner, Müller-Budack, Ewerth: Interpretable semantic photo geolocation. WACV 2022.</para>
/// </remarks>
public sealed class TopKIntersection : IGroundTruthMetric
{
    private readonly TopKIntersectionOptions _options;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentOutOfRangeException">K is below 1.</exception>
    public TopKIntersection(TopKIntersectionOptions? options = null)
    {
        _options = options ?? new TopKIntersectionOptions();
        if (_options.K < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.K, "Expected at least 1 pixel.");
    }

    /// <inheritdoc/>
    public string Name => _options.ConceptInfluence ? $"Concept influence@{_options.K}" : $"Top-{_options.K} intersection";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = _options.ConceptInfluence ? truth.FilledRegionFor(map, Name) : truth.RegionFor(map, Name);
        var top = map.Highest(Math.Min(_options.K, map.Values.Length));
        double share = (double)Overlap.Of(top, region).Both / top.Count;
        return new MetricResult(_options.ConceptInfluence ? share * map.Values.Length / region.Count : share);
    }
}
