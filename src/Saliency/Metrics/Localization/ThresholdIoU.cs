namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="ThresholdIoU"/>.</summary>
public sealed record ThresholdIoUOptions
{
    /// <summary>Pixels above it, in the map scaled to 0..1, are salient; 0..1. Null: the threshold that Otsu's method finds for each map (<see cref="SalientPixels.Otsu"/>).</summary>
    public double? Threshold { get; init; } = 0.5;
}

/// <summary>IoU of the pixels above a threshold with the region of the object.</summary>
/// <remarks>
/// <para>S = the pixels strictly above the threshold in the map scaled to 0..1; M = the truth's region; <c>|S ∩ M| / |S ∪ M|</c>. 0..1, higher is better. An
/// empty region gives 0, and so does a constant map, which has no pixel above a threshold.</para>
/// <para>The best threshold differs from method to method: compare over several, or use <see cref="TopFractionIoU"/>.</para>
/// <para>Everingham, Van Gool, Williams, Winn, Zisserman: The PASCAL visual object classes challenge. IJCV 2010, section 4.2 (the measure of overlap).</para>
/// </remarks>
public sealed class ThresholdIoU : IGroundTruthMetric
{
    private readonly SalientPixels _salient;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not between 0 and 1.</exception>
    public ThresholdIoU(ThresholdIoUOptions? options = null) =>
        _salient = (options ?? new ThresholdIoUOptions()).Threshold is { } threshold ? SalientPixels.Above(threshold) : SalientPixels.Otsu();

    /// <inheritdoc/>
    public string Name => $"IoU@{_salient}";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) 
    {
        var region = truth.RegionFor(map, Name);
        return new MetricResult(Overlap.Of(_salient.Of(map), region).IoU);
    }
}
