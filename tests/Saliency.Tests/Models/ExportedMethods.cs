using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Models;

/// <summary>The explainer that an exported method is the graph of.</summary>
internal static class ExportedMethods
{
    public static IExplainer Explainer(OnnxModel model, ExportedMethod method, ExportOptions o) => method switch
    {
        ExportedMethod.Gradient => new Gradient(model, new() { Reduction = o.Reduction, Scale = o.Scale }),
        ExportedMethod.GradientTimesInput => new GradientTimesInput(model, new() { Reduction = o.Reduction, Scale = o.Scale }),
        ExportedMethod.IntegratedGradients => new IntegratedGradients(model,
            new() { Reduction = o.Reduction, Scale = o.Scale, Rule = IntegrationRule.Middle, Steps = o.Steps, Baseline = Colour(o) }),
        ExportedMethod.GuidedBackpropagation => new GuidedBackpropagation(model, new() { Reduction = o.Reduction, Scale = o.Scale }),
        ExportedMethod.Deconvolution => new Deconvolution(model, new() { Reduction = o.Reduction, Scale = o.Scale }),
        ExportedMethod.GuidedGradCam => new GuidedGradCam(model, new() { Reduction = o.Reduction, Scale = o.Scale, Layer = o.Layer }),
        ExportedMethod.DeepLift => new DeepLift(model, new() { Reduction = o.Reduction, Baseline = Colour(o) }),
        ExportedMethod.LayerwiseRelevance => new LayerwiseRelevance(model, new() { Reduction = o.Reduction, Composite = o.Composite }),
        ExportedMethod.ExcitationBackprop => new ExcitationBackprop(model, new() { Reduction = o.Reduction }),
        ExportedMethod.FullGrad => new FullGrad(model, new() { Scale = o.Scale }),
        ExportedMethod.ClassActivationMapping => new ClassActivationMapping(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.GradCam => new GradCam(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.GradCamPlusPlus => new GradCamPlusPlus(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.XGradCam => new XGradCam(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.LayerCam => new LayerCam(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.HiResCam => new HiResCam(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.ElementWiseCam => new ElementWiseCam(model, new() { Scale = o.Scale, Layers = Layers(o) }),
        ExportedMethod.AttentionRollout => new AttentionRollout(model),
        ExportedMethod.GradientRollout => new GradientRollout(model, new() { Scale = o.Scale }),
        ExportedMethod.LeGrad => new LeGrad(model, new() { Scale = o.Scale }),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Expected a method with an explainer."),
    };

    /// <summary>Whether a method reads attention, which a convolutional network has not.</summary>
    public static bool ReadsAttention(this ExportedMethod method) => method is ExportedMethod.AttentionRollout or ExportedMethod.GradientRollout or ExportedMethod.LeGrad;

    /// <summary>Whether a method's map is a reduction over the image's channels, in units of its own.</summary>
    public static bool IsOfTheImage(this ExportedMethod method) => method is >= ExportedMethod.Gradient and <= ExportedMethod.ExcitationBackprop;

    /// <summary>Whether a method takes the score as it is alone.</summary>
    public static bool SharesOutTheScore(this ExportedMethod method) => method is ExportedMethod.DeepLift or ExportedMethod.LayerwiseRelevance or ExportedMethod.ExcitationBackprop;

    private static Baseline Colour(ExportOptions o) => Baseline.Color([.. o.Baseline]);

    private static string[] Layers(ExportOptions o) => o.Layer is null ? [] : [o.Layer];
}
