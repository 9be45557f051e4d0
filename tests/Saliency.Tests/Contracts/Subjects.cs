using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;

namespace Saliency.Tests.Contracts;

/// <summary>An explainer that the contract tests hold to its promises.</summary>
/// <param name="Label">What the test is called.</param>
/// <param name="Make">Makes it of a model.</param>
/// <param name="Perturbs">It asks about changed images through the perturbation loop.</param>
/// <param name="ZeroForConstantModel">Theory says that a model which always answers the same gets a map of zeros.</param>
internal sealed record ExplainerSubject(string Label, Func<IPropagatingModel, IExplainer> Make, bool Perturbs = false, bool ZeroForConstantModel = true)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map under a model that the contract tests hold to its promises.</summary>
internal sealed record ModelMetricSubject(string Label, Func<IModel, IModelMetric> Make)
{
    public override string ToString() => Label;
}

/// <summary>A metric of a map against the truth that the contract tests hold to its promises.</summary>
internal sealed record GroundTruthMetricSubject(string Label, IGroundTruthMetric Metric)
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
        new("ExactShapley", m => new ExactShapley(m, new ExactShapleyOptions { Segmenter = Grid(2, 3) }), Perturbs: true),
        new("ExactShapley Banzhaf", m => new ExactShapley(m, new ExactShapleyOptions { Segmenter = Grid(3, 2), Index = PowerIndex.Banzhaf }), Perturbs: true),
        new("FeatureAblation", m => new FeatureAblation(m, new FeatureAblationOptions { Segmenter = Grid(4, 5), Baseline = Baseline.ChannelMean }), Perturbs: true),
        new("Hsic", m => new Hsic(m, new HsicOptions { Segmenter = Grid(4, 3), SampleCount = 60 }), Perturbs: true),
        new("KernelShap all", m => new KernelShap(m, new KernelShapOptions { Segmenter = Grid(2, 4) }), Perturbs: true),
        new("KernelShap sampled", m => new KernelShap(m, new KernelShapOptions { Segmenter = Grid(4, 4), SampleCount = 150, UntilError = 0.01 }), Perturbs: true),
        new("Lime", m => new Lime(m, new LimeOptions { Segmenter = Grid(3, 4), SampleCount = 100 }), Perturbs: true),
        new("Lime lasso", m => new Lime(m, new LimeOptions
        {
            Segmenter = Grid(4, 4), SampleCount = 300, Distance = LimeDistance.Euclidean, Regression = LimeRegression.Lasso, Penalty = 0.001,
            FeatureCount = 10, Baseline = Baseline.Zero, UntilError = 0.2,
        }), Perturbs: true),
        new("PartitionShap", m => new PartitionShap(m, new PartitionShapOptions { MaximumRuns = 120 }), Perturbs: true),
        new("ShapleySampling", m => new ShapleySampling(m, new ShapleySamplingOptions { Segmenter = Grid(3, 3), OrderCount = 33, UntilError = 0.05 }), Perturbs: true),
        new("Sobol", m => new Sobol(m, new SobolOptions { Segmenter = Grid(3, 2), DesignCount = 70, UntilError = 0.3 }), Perturbs: true),
        new("Occlusion ellipse", m => new Occlusion(m, new OcclusionOptions { Window = (5, 4), Shape = WindowShape.Ellipse }), Perturbs: true),
        new("FeaturePermutation", m => new FeaturePermutation(m, new FeaturePermutationOptions { Segmenter = Grid(3, 2) }), Perturbs: true),
        // A constant model makes RISE's map the cover of the masks: flat only in the limit.
        new("Rise", m => new Rise(m, new RiseOptions { MaskCount = 100 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise until", m => new Rise(m, new RiseOptions { MaskCount = 1000, UntilError = 0.2 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise colours", m => new Rise(m, new RiseOptions { MaskCount = 50, KeepProbability = null, Baselines = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(1)] }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise realized", m => new Rise(m, new RiseOptions { MaskCount = 100, Normalization = MaskNormalization.Realized, Border = MaskBorder.Clamp }), Perturbs: true, ZeroForConstantModel: false),
    ];

    private static GridSegmenter Grid(int rows, int columns) => new(new GridSegmenterOptions { Rows = rows, Columns = columns });

    public static IReadOnlyList<ModelMetricSubject> ModelMetrics { get; } =
    [
        new("Deletion", m => new Deletion(m)),
        new("Insertion", m => new Insertion(m)),
    ];

    public static IReadOnlyList<GroundTruthMetricSubject> GroundTruthMetrics { get; } =
    [
        new("MeanAbsoluteError", new MeanAbsoluteError()),
        new("PearsonCorrelation", new PearsonCorrelation()),
        new("Similarity", new Similarity()),
        new("Similarity always shifted", new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always })),
        new("TopFractionIoU", new TopFractionIoU()),
    ];
}
