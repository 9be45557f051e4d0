using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How <see cref="ShuffledAuc"/> uses the fixations of other images.</summary>
public enum ShuffledNegatives
{
    /// <summary>As many as the image has fixations are drawn for each split, without repeats, and told apart at stepped thresholds: the MIT saliency benchmark's.</summary>
    Drawn,

    /// <summary>All of them, at every threshold, ties half: pysaliency's. Nothing depends on a step or a seed.</summary>
    All,
}

/// <summary>Parameters of <see cref="ShuffledAuc"/>.</summary>
public sealed record ShuffledAucOptions
{
    /// <summary>Which negatives.</summary>
    public ShuffledNegatives Negatives { get; init; }

    /// <summary>How often negatives are drawn; the areas are averaged.</summary>
    public int Splits { get; init; } = 100;

    /// <summary>Distance of the thresholds on the map scaled to 0..1, above 0, at most 1.</summary>
    public double Step { get; init; } = 0.1;

    /// <summary>Seed of the draws; those of split i depend on the seed and i alone.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Shuffled AUC: does the map tell where people looked in this image from where they look in others?</summary>
/// <remarks>
/// <para>As <see cref="AucBorji"/>, with negatives from the truth's <see cref="GroundTruth.OtherFixations"/>: what people look at everywhere, above all the middle, earns nothing. ½ is
/// chance and what a mere centre bias gets; higher is better. A constant map gives exactly ½. Each fixation counts, also the second on a pixel; the MIT benchmark
/// counts pixels: <see cref="Fixations.Distinct"/>. With fewer fixations in the others than in the image all of them are drawn.</para>
/// <para>Zhang, Tong, Marks, Shan, Cottrell: SUN: a Bayesian framework for saliency using natural statistics. Journal of Vision 2008.</para>
/// </remarks>
public sealed class ShuffledAuc : IGroundTruthMetric
{
    private readonly ShuffledAucOptions _options;

    /// <summary>Makes the metric.</summary>
    public ShuffledAuc(ShuffledAucOptions? options = null)
    {
        _options = options ?? new ShuffledAucOptions();
        _options.Negatives.EnsureDefined(nameof(options));
        SplitAuc.Check(_options.Splits, _options.Step, nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "sAUC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var points = truth.FixationsFor(map, Name).Points;
        var others = truth.OtherFixationsFor(map, Name).Points;
        if (_options.Negatives == ShuffledNegatives.All)
            return new MetricResult(Roc.Area([.. points.Select(p => (double)map[p.Y, p.X])], [.. others.Select(p => (double)map[p.Y, p.X])]));
        return new MetricResult(SplitAuc.Mean(map, points, Enumerable.Range(0, _options.Splits).Select(split =>
        {
            var random = new CounterRandom(_options.Seed, (ulong)split);
            var pool = others.ToArray();
            var drawn = new (int, int)[Math.Min(points.Length, pool.Length)];
            // Fisher and Yates' shuffle, as far as it is needed.
            for (int i = 0; i < drawn.Length; i++)
            {
                int pick = i + random.NextInt(pool.Length - i);
                (drawn[i], pool[pick]) = (pool[pick], pool[i]);
            }
            return drawn;
        }), _options.Step));
    }
}
