using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="AucBorji"/>.</summary>
public sealed record AucBorjiOptions
{
    /// <summary>How often negatives are drawn; the areas are averaged.</summary>
    public int Splits { get; init; } = 100;

    /// <summary>Distance of the thresholds on the map scaled to 0..1, above 0, at most 1.</summary>
    public double Step { get; init; } = 0.1;

    /// <summary>Seed of the draws; those of split i depend on the seed and i alone.</summary>
    public ulong Seed { get; init; }
}

/// <summary>AUC-Borji: does the map tell fixated pixels from pixels drawn at random?</summary>
/// <remarks>
/// <para>For each split as many pixels as there are fixations are drawn uniformly, with repeats. With the map scaled to 0..1 and thresholds at 0, step, 2 step … up to the largest
/// value, hits and false alarms are the shares of fixated and drawn pixels at or above; ends (0, 0) and (1, 1), straight between; the mean of the areas. ½ is chance, higher is
/// better. Thresholds so far apart see only coarse differences: two maps of the same order can score differently. A constant map gives exactly ½.
/// Each fixation counts, also the second on a pixel; the MIT benchmark counts pixels: <see cref="Fixations.Distinct"/>.</para>
/// <para>Borji, Sihite, Itti: Quantitative analysis of human-model agreement in visual saliency modeling: a comparative study. IEEE Transactions on Image Processing 2013.</para>
/// </remarks>
public sealed class AucBorji : IGroundTruthMetric
{
    private readonly AucBorjiOptions _options;

    /// <summary>Makes the metric.</summary>
    public AucBorji(AucBorjiOptions? options = null)
    {
        _options = options ?? new AucBorjiOptions();
        SplitAuc.Check(_options.Splits, _options.Step, nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "AUC-Borji";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var points = truth.FixationsFor(map, Name).Points;
        return new MetricResult(SplitAuc.Mean(map, points, Enumerable.Range(0, _options.Splits).Select(split =>
        {
            var random = new CounterRandom(_options.Seed, (ulong)split);
            var drawn = new (int, int)[points.Length];
            for (int i = 0; i < drawn.Length; i++) drawn[i] = Math.DivRem(random.NextInt(map.Values.Length), map.Width);
            return drawn;
        }), _options.Step));
    }
}
