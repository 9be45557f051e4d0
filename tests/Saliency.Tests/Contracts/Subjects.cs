using Saliency.Explainers;
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
        new("BlurIntegratedGradients", m => new BlurIntegratedGradients(m, new BlurIntegratedGradientsOptions { Steps = 11, MaximumSigmaPixels = 4 })),
        new("EigenCam", m => new EigenCam(m)),
        new("Fem binary", m => new Fem(m, new FemOptions { K = 1 })),
        new("Fem weighted", m => new Fem(m, new FemOptions { Algorithm = FemAlgorithm.Weighted, K = 1 })),
        new("Gradient", m => new Gradient(m)),
        new("GradientShap", m => new GradientShap(m, [Pattern.Input(m.InputShape, 21), Pattern.Input(m.InputShape, 22)], new GradientShapOptions { SampleCount = 23, LocalSmoothing = 0.1 }), Perturbs: true),
        new("GradientTimesInput", m => new GradientTimesInput(m)),
        new("GuidedIntegratedGradients", m => new GuidedIntegratedGradients(m, new GuidedIntegratedGradientsOptions { Steps = 11 })),
        new("IntegratedGradients", m => new IntegratedGradients(m)),
        new("IntegratedGradients probability", m => new IntegratedGradients(m, new IntegratedGradientsOptions { Steps = 11, Scale = ScoreScale.Probability, Baseline = Baseline.ChannelMean })),
        new("InternalInfluence", m => new InternalInfluence(m, new InternalInfluenceOptions { Steps = 11 }), Perturbs: true),
        new("LayerActivationTimesGradient", m => new LayerActivationTimesGradient(m)),
        new("LayerConductance", m => new LayerConductance(m, new LayerConductanceOptions { Steps = 11 })),
        new("Occlusion mean", m => new Occlusion(m), Perturbs: true),
        new("Occlusion sum", m => new Occlusion(m, new OcclusionOptions { Overlap = OverlapRule.Sum, Fit = WindowFit.Whole, Baseline = Baseline.ChannelMean }), Perturbs: true),
        // A constant model makes RISE's map the cover of the masks: flat only in the limit.
        new("Rise", m => new Rise(m, new RiseOptions { MaskCount = 100 }), Perturbs: true, ZeroForConstantModel: false),
        new("Rise realized", m => new Rise(m, new RiseOptions { MaskCount = 100, Normalization = MaskNormalization.Realized, Border = MaskBorder.Clamp }), Perturbs: true, ZeroForConstantModel: false),
        new("Smooth gradient", m => new Smooth(m, new Gradient(m))),
        new("Smooth conductance, variance", m => new Smooth(m, new LayerConductance(m, new LayerConductanceOptions { Steps = 3 }), new SmoothOptions { Statistic = SmoothStatistic.Variance, SampleCount = 5 })),
        new("Xrai", m => new Xrai(m, new XraiOptions { Steps = 11, MinimumNewPixels = 5, Segmentation = new() { DilationPixels = 1 } })),
        new("Xrai fast, of the gradient", m => new Xrai(new Gradient(m), new XraiOptions { Algorithm = XraiAlgorithm.Fast, MinimumNewPixels = 5, Segmentation = new() { DilationPixels = 1 } })),
    ];

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
