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
        new("EigenCam", m => new EigenCam(m)),
        new("Fem binary", m => new Fem(m, new FemOptions { K = 1 })),
        new("Fem weighted", m => new Fem(m, new FemOptions { Algorithm = FemAlgorithm.Weighted, K = 1 })),
        new("Occlusion mean", m => new Occlusion(m), Perturbs: true),
        new("Occlusion sum", m => new Occlusion(m, new OcclusionOptions { Overlap = OverlapRule.Sum, Fit = WindowFit.Whole, Baseline = Baseline.ChannelMean }), Perturbs: true),
        new("GuidedBackpropagation", m => new GuidedBackpropagation(m)),
        new("Deconvolution", m => new Deconvolution(m)),
        new("GuidedGradCam", m => new GuidedGradCam(m)),
        new("DeepLift", m => new DeepLift(m)),
        new("DeepLift mean", m => new DeepLift(m, new DeepLiftOptions { Baseline = Baseline.ChannelMean, Reduction = ChannelReduction.Norm })),
        new("DeepShap", m => new DeepShap(m, new DeepShapOptions { Background = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(0.5f)] })),
        new("LayerwiseRelevance", m => new LayerwiseRelevance(m)),
        new("ExcitationBackprop", m => new ExcitationBackprop(m)),
        new("FullGrad", m => new FullGrad(m)),
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
        new("MeanAbsoluteError", new MeanAbsoluteError()),
        new("PearsonCorrelation", new PearsonCorrelation()),
        new("Similarity", new Similarity()),
        new("Similarity always shifted", new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always })),
        new("TopFractionIoU", new TopFractionIoU()),
    ];
}
