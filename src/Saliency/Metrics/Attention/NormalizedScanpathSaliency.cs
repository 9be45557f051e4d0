using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>The deviation that <see cref="NormalizedScanpathSaliency"/> divides by.</summary>
public enum DeviationKind
{
    /// <summary>With n: pysaliency's.</summary>
    Population,

    /// <summary>With n − 1: the MIT saliency benchmark's.</summary>
    Sample,
}

/// <summary>Parameters of <see cref="NormalizedScanpathSaliency"/>.</summary>
public sealed record NormalizedScanpathSaliencyOptions
{
    /// <summary>The deviation.</summary>
    public DeviationKind Deviation { get; init; }
}

/// <summary>NSS: how many standard deviations above its mean the map is where people looked.</summary>
/// <remarks>
/// <para>Mean over the fixations of <c>(s − s̄) / deviation(s)</c>. 0 is chance, higher is better, without bounds; neither scale nor shift of the map
/// matters. A constant map has no deviation: 0. Each fixation counts, also the second on a pixel; the MIT benchmark counts pixels: <see cref="Fixations.Distinct"/>.</para>
/// <para>Peters, Iyer, Itti, Koch: Components of bottom-up gaze allocation in natural images. Vision Research 2005.</para>
/// </remarks>
public sealed class NormalizedScanpathSaliency : IGroundTruthMetric
{
    private readonly DeviationKind _deviation;

    /// <summary>Makes the metric.</summary>
    public NormalizedScanpathSaliency(NormalizedScanpathSaliencyOptions? options = null)
    {
        _deviation = (options ?? new NormalizedScanpathSaliencyOptions()).Deviation;
        _deviation.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "NSS";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var points = truth.FixationsFor(map, Name).Points;
        if (TensorPrimitives.Min(map.Values) == TensorPrimitives.Max(map.Values)) return new MetricResult(0);
        double mean = BlockSum.Mean(map.Values), squares = BlockSum.Of(map.Values, block =>
        {
            TensorPrimitives.Subtract(block, mean, block);
            return TensorPrimitives.SumOfSquares<double>(block);
        });
        double deviation = Math.Sqrt(squares / (map.Values.Length - (_deviation == DeviationKind.Sample ? 1 : 0)));
        return new MetricResult(points.Average(p => (map[p.Y, p.X] - mean) / deviation));
    }
}
