using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>What <see cref="AucJudd"/> makes of fixated pixels that share a value.</summary>
public enum FixationTies
{
    /// <summary>One point of the curve for each: the MIT saliency benchmark's. The first of k equal ones counts the k − 1 others as false alarms, so a map of few
    /// different values scores too low, unless <see cref="AucJuddOptions.Jitter"/> breaks the ties.</summary>
    Apart,

    /// <summary>One point of the curve for all: pysaliency's. Where all fixated pixels share the map's lowest value no point is left between the ends: ½.</summary>
    Together,
}

/// <summary>Parameters of <see cref="AucJudd"/>.</summary>
public sealed record AucJuddOptions
{
    /// <summary>How ties are treated.</summary>
    public FixationTies Ties { get; init; }

    /// <summary>Each value of the map gets a random number of 0 to this added, in the map's own scale; 0 for none. The MIT benchmark adds 10⁻⁷.</summary>
    public double Jitter { get; init; }

    /// <summary>Seed of the jitter.</summary>
    public ulong Seed { get; init; }
}

/// <summary>AUC-Judd: does the map tell fixated pixels from all others?</summary>
/// <remarks>
/// <para>The area under the curve of hits over false alarms whose thresholds are the map's values v at the fixated pixels, falling: at the i-th of F, hits i/F and false
/// alarms (#{s ≥ v} − i)/(n − F) among the n pixels; ends (0, 0) and (1, 1), straight between. ½ is chance, 1 the best; only the order of the values matters. A constant
/// map gives about ½. A pixel fixated several times counts once, as in the MIT benchmark's binary maps; fixations on every pixel are refused.</para>
/// <para>The curve stands in the result. Cost: one look at each pixel.</para>
/// <para>Judd, Ehinger, Durand, Torralba: Learning to predict where humans look. ICCV 2009; as in Bylinskii et al., TPAMI 2019.</para>
/// </remarks>
public sealed class AucJudd : IGroundTruthMetric
{
    private readonly AucJuddOptions _options;

    /// <summary>Makes the metric.</summary>
    public AucJudd(AucJuddOptions? options = null)
    {
        _options = options ?? new AucJuddOptions();
        _options.Ties.EnsureDefined(nameof(options));
        _options.Jitter.EnsureNotNegative(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "AUC-Judd";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var points = truth.FixationsFor(map, Name).Distinct().Points;
        int others = map.Values.Length - points.Length;
        if (others == 0) throw new ArgumentException($"Expected a pixel without fixation for {Name}, got fixations on all {points.Length}.", nameof(truth));
        int[] places = [.. points.Select(p => (p.Y * map.Width) + p.X)], reached = new int[places.Length];
        if (_options.Jitter > 0) Count<double>(Jittered(map), places, reached);
        else Count(map.Values, places, reached);
        // Reached counts fall together exactly where values do, since each value reaches itself.
        return Roc.Through(Enumerable.Range(0, reached.Length)
            .Where(i => _options.Ties == FixationTies.Apart || i == reached.Length - 1 || reached[i + 1] != reached[i])
            .Select(i => ((double)(reached[i] - i - 1) / others, (double)(i + 1) / reached.Length)));
    }

    /// <summary>How many pixels reach each fixated value, the highest first.</summary>
    private static void Count<T>(ReadOnlySpan<T> values, int[] places, Span<int> reached) where T : System.Numerics.INumber<T>
    {
        var fixated = new T[places.Length];
        for (int i = 0; i < fixated.Length; i++) fixated[i] = values[places[i]];
        fixated.AsSpan().Sort((a, b) => b.CompareTo(a));
        ThresholdCounts.AtLeast(values, fixated, reached);
    }

    private double[] Jittered(SaliencyMap map)
    {
        var values = new double[map.Values.Length];
        for (int y = 0; y < map.Height; y++)
        {
            var random = new CounterRandom(_options.Seed, (ulong)y);
            for (int i = y * map.Width; i < (y + 1) * map.Width; i++) values[i] = map.Values[i] + (_options.Jitter * random.NextDouble());
        }
        return values;
    }
}
