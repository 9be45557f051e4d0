using System.Globalization;
using Saliency.Metrics;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>map-metrics [--side N]</c>: the time of each metric that needs no model, on maps of noise.</summary>
internal sealed class MapMetricsCommand : IQuickCommand
{
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
            var times = SteadyTimes.Of(evaluate);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"map-metrics {metric.GetType().Name} side={side} ms={1000 * times.Median:F3} least={1000 * times.Least:F3}"));
        }
        return 0;
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
