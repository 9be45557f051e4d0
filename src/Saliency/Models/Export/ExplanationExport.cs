using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Saves a model together with its explanation: an ONNX file that answers with a map beside the scores, on any runtime, in any language.</summary>
/// <remarks>
/// <para>The file has the model's image input (N×C×H×W float32, as <see cref="OnnxModel"/> is asked, whatever the original had), the model's outputs and one more, <c>saliency</c>
/// [N, 1, H, W]. Where <see cref="ExportOptions.Target"/> is <see cref="ExportedTarget.Input"/>, it has an input <c>target</c>, int64 [N] (attention rollout does not read it).
/// Class activation maps, FullGrad and maps of attention come as the heat map 0..1 of <c>CamFinish.HeatMap</c>; the others as signed values, reduced over the channels.</para>
/// <para>It holds plain operators of <c>ai.onnx</c>, opset 18 or the model's own where that is later. The class is one of the model's first output.</para>
/// </remarks>
public static class ExplanationExport
{
    /// <summary>Name of the output that holds the map.</summary>
    public const string MapName = "saliency";

    /// <summary>Name of the input that takes the class, where there is one.</summary>
    public const string TargetName = "target";

    /// <summary>Writes the file.</summary>
    /// <exception cref="UnsupportedOperatorException">The path to the scores leads through operators without a rule.</exception>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent, the model has no attention between all tokens and the method reads it, the model has a value named as one of the new ones, or runs single images and the method needs several; a probability is asked for of a method that shares out the score as it is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static void SaveExplained(this OnnxModel model, string path, ExportedMethod method, ExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllBytes(path, model.EncodeExplained(method, options));
    }

    /// <summary>The bytes of the file.</summary>
    /// <inheritdoc cref="SaveExplained"/>
    public static byte[] EncodeExplained(this OnnxModel model, ExportedMethod method, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        method.EnsureDefined(nameof(method));
        options.Target.EnsureDefined(nameof(options));
        options.Reduction.EnsureDefined(nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps);
        if (options.Scale == ScoreScale.Probability && method is ExportedMethod.DeepLift or ExportedMethod.LayerwiseRelevance or ExportedMethod.ExcitationBackprop)
            throw new ArgumentException($"Expected {nameof(ScoreScale.Native)} for {method}, which shares out the score as it is, got {options.Scale}.", nameof(options));
        int channels = model.InputShape.Channels;
        if ((options.Baseline.Count != 1 && options.Baseline.Count != channels) || !options.Baseline.All(float.IsFinite))
            throw new ArgumentException($"Expected a baseline of 1 or {channels} finite values, got {string.Join(", ", options.Baseline)}.", nameof(options));
        return ModelCodec.Encode(ExplanationGraph.Of(model, method, options));
    }
}
