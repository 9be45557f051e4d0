namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="SaliencyCoverage"/>.</summary>
public sealed record SaliencyCoverageOptions
{
    /// <summary>Which pixels of the map count as salient.</summary>
    public SalientPixels Salient { get; init; } = SalientPixels.Top(0.1);
}

/// <summary>Saliency coverage: the share of a map's salient pixels that lie on the object (precision).</summary>
/// <remarks>
/// <para>S = the salient pixels, by default the top tenth; M = the truth's region; <c>|S ∩ M| / |S|</c>. 0..1, higher is better. An empty region gives 0. A map without salient pixels, a constant one under a threshold, covers nothing: 0.</para>
/// <para>Boggust, Hoover, Satyanarayan, Strobelt: Shared interest: measuring human-AI alignment to identify recurring patterns in model behavior. CHI 2022.</para>
/// </remarks>
public sealed class SaliencyCoverage : IGroundTruthMetric
{
    private readonly SalientPixels _salient;

    /// <summary>Makes the metric.</summary>
    public SaliencyCoverage(SaliencyCoverageOptions? options = null)
    {
        _salient = (options ?? new SaliencyCoverageOptions()).Salient;
        ArgumentNullException.ThrowIfNull(_salient, nameof(options));
    }

    /// <inheritdoc/>
    public string Name => $"SC@{_salient}";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.RegionFor(map, Name);
        var overlap = Overlap.Of(_salient.Of(map), region);
        return new MetricResult(overlap.First == 0 ? 0 : (double)overlap.Both / overlap.First);
    }
}
