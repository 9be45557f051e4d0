namespace Saliency.Metrics;

/// <summary>How much of an image a map marks: the complexity of ADCC.</summary>
/// <remarks>
/// <para><c>mean m</c> over all pixels, m the map scaled to 0..1 (minimum to 0, maximum to 1).</para>
/// <para>0..1, lower is better: a map that marks less says more; 0 for a constant map.</para>
/// <para>Poppi, Cornia, Baraldi, Cucchiara: Revisiting the evaluation of class activation mapping for explainability. CVPR workshops 2021.</para>
/// </remarks>
public sealed class MeanSaliency : IMapMetric
{
    /// <inheritdoc/>
    public string Name => "Mean saliency";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        double sum = 0;
        foreach (float v in map.Normalize().Values) sum += v;
        return new MetricResult(sum / map.Values.Length);
    }
}
