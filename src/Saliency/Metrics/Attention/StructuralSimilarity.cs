using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>SSIM: how alike a map and what people saw are window by window, in mean, contrast and pattern; both scaled to 0..1.</summary>
/// <remarks>
/// <para>Mean over all windows of 7×7 pixels that lie wholly inside of <c>(2 μs μd + C1)(2 σsd + C2) / ((μs² + μd² + C1)(σs² + σd² + C2))</c>, with equal
/// weights, unbiased (co)variances, C1 = 0.01², C2 = 0.03²: scikit-image's defaults for a range of 1. −1..1, higher is better. A constant map becomes
/// zeros. Maps smaller than 7×7 are refused.</para>
/// <para>Wang, Bovik, Sheikh, Simoncelli: Image quality assessment: from error visibility to structural similarity. IEEE Transactions on Image Processing 2004.</para>
/// </remarks>
public sealed class StructuralSimilarity : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "SSIM";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also: the map is smaller than 7×7.</exception>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var density = truth.DensityFor(map, Name);
        if (map.Height < SsimIndex.Window || map.Width < SsimIndex.Window)
            throw new ArgumentException($"Expected a map of at least {SsimIndex.Window}×{SsimIndex.Window} for {Name}, got {map.Height}×{map.Width}.", nameof(map));
        return new MetricResult(SsimIndex.Mean(map.Normalize().Values, density.Normalize().Values, map.Height, map.Width, range: 1));
    }
}
