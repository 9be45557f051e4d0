namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Dice"/>.</summary>
public sealed record DiceOptions
{
    /// <summary>Which pixels of the map count as salient.</summary>
    public SalientPixels Salient { get; init; } = SalientPixels.Top(0.1);
}

/// <summary>Dice coefficient of a map's salient pixels with the region of the object.</summary>
/// <remarks>
/// <para>S = the salient pixels, by default the top tenth; M = the truth's region; <c>2 |S ∩ M| / (|S| + |M|)</c>. 0..1, higher is better. An empty region gives 0. It orders maps as the IoU does: Dice = 2 IoU / (1 + IoU).</para>
/// <para>Dice: Measures of the amount of ecologic association between species. Ecology 1945.</para>
/// </remarks>
public sealed class Dice : IGroundTruthMetric
{
    private readonly SalientPixels _salient;

    /// <summary>Makes the metric.</summary>
    public Dice(DiceOptions? options = null)
    {
        _salient = (options ?? new DiceOptions()).Salient;
        ArgumentNullException.ThrowIfNull(_salient, nameof(options));
    }

    /// <inheritdoc/>
    public string Name => $"Dice@{_salient}";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.RegionFor(map, Name);
        return new MetricResult(Overlap.Of(_salient.Of(map), region).Dice);
    }
}
