namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="GroundTruthCoverage"/>.</summary>
public sealed record GroundTruthCoverageOptions
{
    /// <summary>Which pixels of the map count as salient.</summary>
    public SalientPixels Salient { get; init; } = SalientPixels.Top(0.1);
}

/// <summary>Ground-truth coverage: the share of the object that a map's salient pixels cover (recall).</summary>
/// <remarks>
/// <para>S = the salient pixels, by default the top tenth; M = the truth's region; <c>|S ∩ M| / |M|</c>. 0..1, higher is better. Of an empty region there is no share: it is refused.</para>
/// <para>Boggust, Hoover, Satyanarayan, Strobelt: Shared interest: measuring human-AI alignment to identify recurring patterns in model behavior. CHI 2022.</para>
/// </remarks>
public sealed class GroundTruthCoverage : IGroundTruthMetric
{
    private readonly SalientPixels _salient;

    /// <summary>Makes the metric.</summary>
    public GroundTruthCoverage(GroundTruthCoverageOptions? options = null)
    {
        _salient = (options ?? new GroundTruthCoverageOptions()).Salient;
        ArgumentNullException.ThrowIfNull(_salient, nameof(options));
    }

    /// <inheritdoc/>
    public string Name => $"GTC@{_salient}";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.FilledRegionFor(map, Name);
        return new MetricResult((double)Overlap.Of(_salient.Of(map), region).Both / region.Count);
    }
}
