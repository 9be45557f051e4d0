using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>What the methods of the image share as graphs: of attributions N×C×H×W the map N×1×H×W.</summary>
internal static class AttributionEmission
{
    /// <summary>Whether a method looks at the image and at no layer.</summary>
    public static bool ReadsImageAlone(ExportedMethod method) => method is ExportedMethod.Gradient or ExportedMethod.GradientTimesInput or ExportedMethod.IntegratedGradients
        or ExportedMethod.GuidedBackpropagation or ExportedMethod.Deconvolution or ExportedMethod.DeepLift or ExportedMethod.LayerwiseRelevance or ExportedMethod.ExcitationBackprop;

    /// <summary>A baseline that broadcasts to images: one value, or one for each channel.</summary>
    public static Value Colour(GraphEmitter emit, IReadOnlyList<float> baseline) => emit.Constant([.. baseline], baseline.Count, 1, 1);

    /// <summary>One number for each pixel.</summary>
    public static Value Reduced(Value attribution, ChannelReduction reduction)
    {
        long[] channels = [1];
        var axes = attribution.Emitter.Integers(channels);
        return reduction switch
        {
            ChannelReduction.Sum => attribution.Sum(channels),
            ChannelReduction.AbsoluteSum => attribution.Apply("Abs").Sum(channels),
            ChannelReduction.AbsoluteMaximum => attribution.Emitter.Emit("ReduceMax", [attribution.Apply("Abs"), axes]),
            _ => attribution.Emitter.Emit("ReduceL2", [attribution, axes]),
        };
    }
}
