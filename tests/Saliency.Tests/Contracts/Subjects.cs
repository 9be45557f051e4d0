using Saliency.Explainers;
using Saliency.Metrics;

namespace Saliency.Tests.Contracts;

/// <summary>An explainer that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Make">Makes it of a model.</param>
/// <param name="Perturbs">It asks about changed images through the perturbation loop.</param>
/// <param name="ZeroForConstantModel">Theory says that a model which always answers the same gets a map of zeros.</param>
internal sealed record ExplainerSubject(string Label, Func<ILayeredModel, IExplainer> Make, bool Perturbs = false, bool ZeroForConstantModel = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map under a model that the contract tests hold to its promises.</summary>
internal sealed record ModelMetricSubject(string Label, Func<IModel, IModelMetric> Make)
{
    public override string ToString() => Label;
}

/// <summary>Which part of the truth a metric is about; a map of that part is the best there is.</summary>
internal enum TruthPart { Density, Region, Fixations }

/// <summary>What may be done to a map without changing a metric.</summary>
internal enum Invariance { None, PositiveAffine, Order }

/// <summary>A metric of a map against the truth that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Part">What it is about.</param>
/// <param name="Invariance">What it does not see.</param>
/// <param name="ReversedIsWorst">Theory says that the best map reversed scores no better than chance.</param>
internal sealed record GroundTruthMetricSubject(
    string Label, IGroundTruthMetric Metric, TruthPart Part = TruthPart.Density, Invariance Invariance = Invariance.None, bool ReversedIsWorst = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map alone that the contract tests hold to its promises.</summary>
internal sealed record MapMetricSubject(string Label, IMapMetric Metric)
{
    public override string ToString() => Label;
}

/// <summary>Every explainer and every metric of the library: a new one needs a line here.</summary>
internal static class Subjects
{
    public static IReadOnlyList<ExplainerSubject> Explainers { get; } =
    [
        new("ActivationMap", m => new ActivationMap(m)),
        new("EigenCam", m => new EigenCam(m)),
        new("Fem binary", m => new Fem(m, new FemOptions { K = 1 })),
        new("Fem weighted", m => new Fem(m, new FemOptions { Algorithm = FemAlgorithm.Weighted, K = 1 })),
        new("Occlusion mean", m => new Occlusion(m), Perturbs: true),
        new("Occlusion sum", m => new Occlusion(m, new OcclusionOptions { Overlap = OverlapRule.Sum, Fit = WindowFit.Whole, Baseline = Baseline.ChannelMean }), Perturbs: true),
        // A constant model makes RISE's map the cover of the masks: flat only in the limit.
        new("Rise", m => new Rise(m, new RiseOptions { MaskCount = 100 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise realized", m => new Rise(m, new RiseOptions { MaskCount = 100, Normalization = MaskNormalization.Realized, Border = MaskBorder.Clamp }), Perturbs: true, ZeroForConstantModel: false),
    ];

    public static IReadOnlyList<ModelMetricSubject> ModelMetrics { get; } =
    [
        new("Deletion", m => new Deletion(m)),
        new("Insertion", m => new Insertion(m)),
    ];

    public static IReadOnlyList<GroundTruthMetricSubject> GroundTruthMetrics { get; } =
    [
        new("MeanAbsoluteError", new MeanAbsoluteError(), Invariance: Invariance.PositiveAffine),
        new("RootMeanSquareError", new RootMeanSquareError(), Invariance: Invariance.PositiveAffine),
        new("PearsonCorrelation", new PearsonCorrelation(), Invariance: Invariance.PositiveAffine),
        new("SpearmanCorrelation", new SpearmanCorrelation(), Invariance: Invariance.Order),
        new("KendallCorrelation", new KendallCorrelation(), Invariance: Invariance.Order),
        new("StructuralSimilarity", new StructuralSimilarity(), Invariance: Invariance.PositiveAffine),
        new("Similarity", new Similarity()),
        new("Similarity always shifted", new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always }), Invariance: Invariance.PositiveAffine),
        new("KullbackLeiblerDivergence", new KullbackLeiblerDivergence()),
        new("KullbackLeiblerDivergence additive", new KullbackLeiblerDivergence(new KullbackLeiblerDivergenceOptions { Rule = KullbackLeiblerRule.Additive })),
        // Far is worse than opposite: how far depends on where the density lies.
        new("EarthMoversDistance", new EarthMoversDistance(), ReversedIsWorst: false),
        new("EarthMoversDistance reduced", new EarthMoversDistance(new EarthMoversDistanceOptions { MostCells = 5 }), ReversedIsWorst: false),
        new("NormalizedScanpathSaliency", new NormalizedScanpathSaliency(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("NormalizedScanpathSaliency sample", new NormalizedScanpathSaliency(new NormalizedScanpathSaliencyOptions { Deviation = DeviationKind.Sample }), TruthPart.Fixations, Invariance.PositiveAffine),
        new("InformationGain", new InformationGain(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("AucJudd", new AucJudd(), TruthPart.Fixations, Invariance.Order),
        // Fixations that all lie at the map's minimum leave this curve no point between its ends: ½.
        new("AucJudd ties together", new AucJudd(new AucJuddOptions { Ties = FixationTies.Together }), TruthPart.Fixations, Invariance.Order, ReversedIsWorst: false),
        new("AucJudd jitter", new AucJudd(new AucJuddOptions { Jitter = 1e-7 }), TruthPart.Fixations, Invariance.Order),
        new("AucUniform", new AucUniform(), TruthPart.Fixations, Invariance.Order),
        new("AucBorji", new AucBorji(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("ShuffledAuc", new ShuffledAuc(), TruthPart.Fixations, Invariance.PositiveAffine),
        new("ShuffledAuc all", new ShuffledAuc(new ShuffledAucOptions { Negatives = ShuffledNegatives.All }), TruthPart.Fixations, Invariance.Order),
        new("TopFractionIoU", new TopFractionIoU(), TruthPart.Region, Invariance.Order),
        new("ThresholdIoU", new ThresholdIoU(), TruthPart.Region, Invariance.PositiveAffine),
        new("Dice", new Dice(), TruthPart.Region, Invariance.Order),
        new("SaliencyCoverage", new SaliencyCoverage(), TruthPart.Region, Invariance.Order),
        new("SaliencyCoverage threshold", new SaliencyCoverage(new SaliencyCoverageOptions { Salient = SalientPixels.Above(0.5) }), TruthPart.Region, Invariance.PositiveAffine),
        new("GroundTruthCoverage", new GroundTruthCoverage(), TruthPart.Region, Invariance.Order),
        new("PointingGame", new PointingGame(), TruthPart.Region, Invariance.Order),
        new("PointingGame tolerant", new PointingGame(new PointingGameOptions { TolerancePixels = 1.5, Peak = PeakRule.Any }), TruthPart.Region, Invariance.Order, ReversedIsWorst: false),
        new("EnergyPointingGame", new EnergyPointingGame(), TruthPart.Region),
        // Sums of both signs cancel: a random map can hold more than everything in the region.
        new("RelevanceMassAccuracy", new RelevanceMassAccuracy(new RelevanceMassAccuracyOptions { Sign = RelevanceSign.Absolute }), TruthPart.Region),
        new("RelevanceRankAccuracy", new RelevanceRankAccuracy(), TruthPart.Region, Invariance.Order),
        new("TopKIntersection", new TopKIntersection(new TopKIntersectionOptions { K = 10 }), TruthPart.Region, Invariance.Order),
        new("TopKIntersection influence", new TopKIntersection(new TopKIntersectionOptions { K = 10, ConceptInfluence = true }), TruthPart.Region, Invariance.Order),
        new("RegionAuc", new RegionAuc(), TruthPart.Region, Invariance.Order),
        new("Focus", new Focus(), TruthPart.Region),
    ];

    public static IReadOnlyList<MapMetricSubject> MapMetrics { get; } =
    [
        new("Sparseness", new Sparseness()),
        new("Complexity", new Complexity()),
        new("EffectiveComplexity", new EffectiveComplexity(new EffectiveComplexityOptions { Threshold = 0.5 })),
    ];
}
