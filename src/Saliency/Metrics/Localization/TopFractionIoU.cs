using System.Globalization;

namespace Saliency.Metrics;

/// <summary>IoU of a map's top fraction with the region of the object, or with the top fraction of what people saw.</summary>
/// <remarks>
/// <para>T = the <c>round(fraction·n)</c> pixels of the highest values, ties broken by the lowest index; M = the truth's region or, where it has none, the
/// top fraction of its density; <c>|T ∩ M| / |T ∪ M|</c>. 0..1, higher is better. An empty region gives 0.</para>
/// <para>The best value that a region allows is below 1 unless it is exactly that fraction of the image: compare maps, not images.</para>
/// <para>Everingham, Van Gool, Williams, Winn, Zisserman: The PASCAL visual object classes challenge. IJCV 2010, section 4.2 (the measure of overlap).</para>
/// </remarks>
public sealed class TopFractionIoU : IGroundTruthMetric
{
    private readonly double _fraction;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not above 0 and at most 1.</exception>
    public TopFractionIoU(TopFractionIoUOptions? options = null)
    {
        _fraction = (options ?? new TopFractionIoUOptions()).Fraction;
        if (!(_fraction > 0 && _fraction <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), _fraction, "Expected a fraction above 0 and at most 1.");
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"IoU@{_fraction * 100:0.##}%");

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (truth is { Region: null, Density: null })
            throw new ArgumentException($"Expected a truth with a region or a density for {Name}, got one with neither.", nameof(truth));
        var expected = truth.Region is null ? truth.DensityFor(map, Name).Top(_fraction) : truth.RegionFor(map, Name);
        return new MetricResult(Overlap.Of(map.Top(_fraction), expected).IoU);
    }
}
