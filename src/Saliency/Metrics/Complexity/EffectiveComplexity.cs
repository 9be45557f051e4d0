using System.Globalization;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="EffectiveComplexity"/>.</summary>
public sealed record EffectiveComplexityOptions
{
    /// <summary>What a pixel must exceed to count, as a share of the largest absolute value; 0..1.</summary>
    public double Threshold { get; init; } = 1e-5;
}

/// <summary>Effective complexity: how many pixels matter at all?</summary>
/// <remarks>
/// <para>The number of pixels with <c>|a| / max |a|</c> above the threshold. 0..n, lower is simpler; compare maps of one size. Neither scale nor sign nor place
/// matters. A map of zeros gives 0, any other constant map n.</para>
/// <para>Nguyen, Rodríguez Martínez: On quantitative aspects of model interpretability. 2020; the threshold is Quantus'.</para>
/// </remarks>
public sealed class EffectiveComplexity : IMapMetric
{
    private readonly double _threshold;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not between 0 and 1.</exception>
    public EffectiveComplexity(EffectiveComplexityOptions? options = null)
    {
        _threshold = (options ?? new EffectiveComplexityOptions()).Threshold;
        if (!(_threshold >= 0 && _threshold <= 1)) throw new ArgumentOutOfRangeException(nameof(options), _threshold, "Expected a threshold between 0 and 1.");
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"Effective complexity@{_threshold:0.######}");

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map)
    {
        var sizes = Magnitudes.Of(map, out double largest);
        int count = 0;
        foreach (float size in sizes)
            if (size > _threshold * largest) count++;
        return new MetricResult(count);
    }
}
