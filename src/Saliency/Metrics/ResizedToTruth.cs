namespace Saliency.Metrics;

/// <summary>A metric for maps of any size: the map is resized to the truth's, bilinearly with half-pixel centres (<see cref="SaliencyMap.Resize"/>); the truth is never changed.</summary>
/// <remarks>Without it a map of another size than the truth is refused, because every way to resize one moves the value.</remarks>
/// <param name="metric">The metric of maps of the truth's size.</param>
public sealed class ResizedToTruth(IGroundTruthMetric metric) : IGroundTruthMetric
{
    private readonly IGroundTruthMetric _metric = metric ?? throw new ArgumentNullException(nameof(metric));

    /// <inheritdoc/>
    public string Name => _metric.Name;

    /// <inheritdoc/>
    public Better Better => _metric.Better;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The truth lacks a part that the metric needs, or its parts have several sizes.</exception>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(truth);
        return _metric.Evaluate(truth.Size is var (height, width) ? map.Resize(height, width) : map, truth);
    }
}
