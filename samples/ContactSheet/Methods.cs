using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;

namespace Saliency.Samples;

/// <summary>A class of the library, and how it is made of a model; the background is for those that compare with what images usually show.</summary>
internal sealed record Method(string Class, Func<OnnxModel, IReadOnlyList<ModelInput>, IExplainer> Make);

/// <summary>Every explainer of the library, by family. What fits a model shows when it is tried.</summary>
/// <remarks>Options are the library's, but for those written out: counts are modest where a sheet would otherwise take long, and what is signed from pixel to pixel is shown by its
/// magnitude, since on a small picture the signs would cancel.</remarks>
internal static class Methods
{
    private const ChannelReduction Magnitude = ChannelReduction.AbsoluteSum;

    // Fifty parts instead of the hundreds that the defaults make: samples enough for each.
    private static readonly Segmenter Parts = new Slic(new SlicOptions { SegmentCount = 50 });

    public static IReadOnlyList<(string Family, IReadOnlyList<Method> Methods)> Families { get; } =
    [
        ("perturbation",
        [
            new(nameof(Rise), (model, _) => new Rise(model, new RiseOptions { MaskCount = 1000 })),
            new(nameof(Occlusion), (model, _) => new Occlusion(model)),
            new(nameof(Aise), (model, _) => new Aise(model)),
            new(nameof(ExtremalPerturbation), (model, _) => new ExtremalPerturbation(model, new ExtremalPerturbationOptions { Iterations = 300 })),
        ]),
        ("superpixels",
        [
            new(nameof(Lime), (model, _) => new Lime(model, new LimeOptions { SampleCount = 500 })),
            new(nameof(KernelShap), (model, _) => new KernelShap(model, new KernelShapOptions { SampleCount = 500, Segmenter = Parts })),
            new(nameof(ShapleySampling), (model, _) => new ShapleySampling(model, new ShapleySamplingOptions { OrderCount = 8, Segmenter = Parts })),
            new(nameof(ExactShapley), (model, _) => new ExactShapley(model, new ExactShapleyOptions { Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 3, Columns = 3 }) })),
            new(nameof(PartitionShap), (model, _) => new PartitionShap(model)),
            new(nameof(FeatureAblation), (model, _) => new FeatureAblation(model, new FeatureAblationOptions { Segmenter = Parts })),
            new(nameof(FeaturePermutation), (model, _) => new FeaturePermutation(model, new FeaturePermutationOptions { Segmenter = Parts })),
            new(nameof(Sobol), (model, _) => new Sobol(model, new SobolOptions { DesignCount = 8 })),
            new(nameof(Hsic), (model, _) => new Hsic(model)),
        ]),
        ("class activation maps",
        [
            new(nameof(GradCam), (model, _) => new GradCam(model)),
            new(nameof(ClassActivationMapping), (model, _) => new ClassActivationMapping(model)),
            new(nameof(GradCamPlusPlus), (model, _) => new GradCamPlusPlus(model)),
            new(nameof(SmoothGradCamPlusPlus), (model, _) => new SmoothGradCamPlusPlus(model)),
            new(nameof(XGradCam), (model, _) => new XGradCam(model)),
            new(nameof(HiResCam), (model, _) => new HiResCam(model)),
            new(nameof(ElementWiseCam), (model, _) => new ElementWiseCam(model)),
            new(nameof(LayerCam), (model, _) => new LayerCam(model)),
            new(nameof(EigenGradCam), (model, _) => new EigenGradCam(model)),
            new(nameof(SegEigenCam), (model, _) => new SegEigenCam(model)),
            new(nameof(FinerCam), (model, _) => new FinerCam(model)),
            new(nameof(AugmentationSmooth), (model, _) => new AugmentationSmooth(model, new GradCam(model))),
            new(nameof(ScoreCam), (model, _) => new ScoreCam(model)),
            new(nameof(SmoothedScoreCam), (model, _) => new SmoothedScoreCam(model, new SmoothedScoreCamOptions { Samples = 2 })),
            new(nameof(IntegratedScoreCam), (model, _) => new IntegratedScoreCam(model, new IntegratedScoreCamOptions { Steps = 2 })),
            new(nameof(AblationCam), (model, _) => new AblationCam(model)),
            new(nameof(ReciproCam), (model, _) => new ReciproCam(model)),
        ]),
        ("activation",
        [
            new(nameof(EigenCam), (model, _) => new EigenCam(model)),
            new(nameof(KpcaCam), (model, _) => new KpcaCam(model)),
            new(nameof(Fem), (model, _) => new Fem(model)),
            new(nameof(ActivationMap), (model, _) => new ActivationMap(model)),
        ]),
        ("transformer",
        [
            new(nameof(AttentionRollout), (model, _) => new AttentionRollout(model)),
            new(nameof(GradientRollout), (model, _) => new GradientRollout(model)),
            new(nameof(LeGrad), (model, _) => new LeGrad(model)),
            new(nameof(VitReciproCam), (model, _) => new VitReciproCam(model)),
        ]),
        ("gradient",
        [
            new(nameof(Gradient), (model, _) => new Gradient(model)),
            new(nameof(GradientTimesInput), (model, _) => new GradientTimesInput(model, new GradientTimesInputOptions { Reduction = Magnitude })),
            new(nameof(Smooth), (model, _) => new Smooth(model, new Gradient(model))),
            new(nameof(Smooth), (model, _) => new Smooth(model, new Gradient(model), new SmoothOptions { Statistic = SmoothStatistic.MeanSquare })),
            new(nameof(Smooth), (model, _) => new Smooth(model, new Gradient(model), new SmoothOptions { Statistic = SmoothStatistic.Variance })),
            new(nameof(IntegratedGradients), (model, _) => new IntegratedGradients(model, new IntegratedGradientsOptions { Reduction = Magnitude })),
            new(nameof(BlurIntegratedGradients), (model, _) => new BlurIntegratedGradients(model, new BlurIntegratedGradientsOptions { Steps = 25, Reduction = Magnitude })),
            new(nameof(GuidedIntegratedGradients), (model, _) => new GuidedIntegratedGradients(model, new GuidedIntegratedGradientsOptions { Steps = 50, Reduction = Magnitude })),
            new(nameof(GradientShap), (model, background) => new GradientShap(model, background, new GradientShapOptions { SampleCount = 50, Reduction = Magnitude })),
            new(nameof(LayerActivationTimesGradient), (model, _) => new LayerActivationTimesGradient(model)),
            new(nameof(InternalInfluence), (model, _) => new InternalInfluence(model, new InternalInfluenceOptions { Steps = 20, Layer = Earlier(model) })),
            new(nameof(LayerConductance), (model, _) => new LayerConductance(model, new LayerConductanceOptions { Steps = 20 })),
            new(nameof(Xrai), (model, _) => new Xrai(model, new XraiOptions { Steps = 25 })),
        ]),
        ("propagation",
        [
            new(nameof(GuidedBackpropagation), (model, _) => new GuidedBackpropagation(model, new GuidedBackpropagationOptions { Reduction = Magnitude })),
            new(nameof(Deconvolution), (model, _) => new Deconvolution(model, new DeconvolutionOptions { Reduction = Magnitude })),
            new(nameof(GuidedGradCam), (model, _) => new GuidedGradCam(model, new GuidedGradCamOptions { Reduction = Magnitude })),
            new(nameof(DeepLift), (model, _) => new DeepLift(model, new DeepLiftOptions { Reduction = Magnitude })),
            new(nameof(DeepShap), (model, _) => new DeepShap(model, new DeepShapOptions { Background = [Baseline.Zero, Baseline.ChannelMean, Baseline.Blur()], Reduction = Magnitude })),
            new(nameof(LayerwiseRelevance), (model, _) => new LayerwiseRelevance(model)),
            new(nameof(ExcitationBackprop), (model, _) => new ExcitationBackprop(model)),
            new(nameof(FullGrad), (model, _) => new FullGrad(model)),
        ]),
    ];

    // Behind global average pooling a gradient is the same at every place, and so is the influence: it takes a layer from before the last ones.
    // A transformer's default layer already lies before the last attention.
    private static string? Earlier(OnnxModel model) => model.DefaultLayer.Layout == LayerLayout.Tokens
        ? null
        : model.Layers.LastOrDefault(layer => layer.Maps is { Height: >= 14 })?.Name;
}
