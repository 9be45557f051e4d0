using System.Globalization;
using Saliency.Metrics;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>map-metrics [--side N]</c>: the time of each metric that needs no model, on maps of noise.</summary>
internal sealed class MapMetricsCommand : IQuickCommand
{
    private const double Seconds = 0.4;

    public string Name => "map-metrics";

    public string Usage => "map-metrics [--side N]   each metric that needs no model on N×N maps (512): milliseconds per map, median and least";

    public int Run(string[] arguments)
    {
        int side = new CommandLine(arguments).Number("side", 512);
        var map = Noise(side, 1);
        var truth = new GroundTruth
        {
            Density = Noise(side, 2),
            Region = Noise(side, 3).Resize(side / 16, side / 16).Resize(side, side).Top(0.2),
            Fixations = Points(side, 300, 4),
            OtherFixations = Points(side, 3000, 5),
            Prior = Noise(side, 6),
        };
        IMetric[] metrics =
        [
            new PearsonCorrelation(), new SpearmanCorrelation(), new KendallCorrelation(), new Similarity(), new MeanAbsoluteError(), new RootMeanSquareError(), new StructuralSimilarity(),
            new KullbackLeiblerDivergence(), new EarthMoversDistance(), new NormalizedScanpathSaliency(), new InformationGain(), new AucJudd(), new AucUniform(), new AucBorji(), new ShuffledAuc(),
            new PointingGame(), new EnergyPointingGame(), new RelevanceMassAccuracy(), new RelevanceRankAccuracy(), new TopKIntersection(), new RegionAuc(), new TopFractionIoU(), new ThresholdIoU(),
            new Dice(), new SaliencyCoverage(), new GroundTruthCoverage(), new Focus(), new Sparseness(), new Complexity(), new EffectiveComplexity(),
        ];
        foreach (var metric in metrics)
        {
            Action evaluate = metric is IGroundTruthMetric against ? () => against.Evaluate(map, truth) : () => ((IMapMetric)metric).Evaluate(map);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"map-metrics {metric.GetType().Name} side={side} {Times(evaluate)}"));
        }
        return 0;
    }

    /// <summary>The least time is what a busy machine leaves of the truth.</summary>
    private static string Times(Action evaluate)
    {
        // Once for the compiler's first tier, and for a while for its last.
        double warm = Clock.Seconds(evaluate);
        for (int calls = 1; warm < 5 * Seconds && (warm < Seconds || calls < 60); calls++) warm += Clock.Seconds(evaluate);
        var times = new List<double>();
        for (double spent = 0; times.Count < 3 || spent < Seconds; spent += times[^1] / 1000) times.Add(1000 * Clock.Seconds(evaluate));
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"ms={times[times.Count / 2]:F3} least={times[0]:F3}");
    }

    private static SaliencyMap Noise(int side, int seed)
    {
        var random = new Random(seed);
        return new SaliencyMap(side, side, [.. Enumerable.Range(0, side * side).Select(_ => random.NextSingle())]);
    }

    private static Fixations Points(int side, int count, int seed)
    {
        var random = new Random(seed);
        return new Fixations(side, side, [.. Enumerable.Range(0, count).Select(_ => (random.Next(side), random.Next(side)))]);
    }
}
