using System.Collections.Immutable;
using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>How the axes of a model's image input lie.</summary>
public enum InputLayout
{
    /// <summary>By the axis of 1 to 4 values; channels first where both or neither could be it.</summary>
    Auto,

    /// <summary>N×C×H×W.</summary>
    Nchw,

    /// <summary>N×H×W×C.</summary>
    Nhwc,
}

/// <summary>What to know of an ONNX file that the file does not say itself. All of it is optional for a classifier of one image input.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>A short name for reports; null takes the file's.</summary>
    public string? Name { get; init; }

    /// <summary>Where to run.</summary>
    public Device Device { get; init; } = Device.Auto;

    /// <summary>The image input; null is the first input that can be one.</summary>
    public string? InputName { get; init; }

    /// <summary>How the file's image input lies. The model is asked in C×H×W either way.</summary>
    public InputLayout Layout { get; init; } = InputLayout.Auto;

    /// <summary>Height and width where the file leaves them open; null where it fixes them.</summary>
    public (int Height, int Width)? InputSize { get; init; }

    /// <summary>Values for the inputs that are no image, by name.</summary>
    public ImmutableDictionary<string, ConstantInput> ConstantInputs { get; init; } = ImmutableDictionary<string, ConstantInput>.Empty;

    /// <summary>The outputs to offer, the one that class targets mean first; null is all of them in the file's order.</summary>
    public ImmutableArray<string>? OutputNames { get; init; }

    /// <summary>What the first output's numbers mean; null judges by the operator that makes them (softmax and sigmoid give probabilities)
    /// and by their shape (a vector holds logits).</summary>
    public ScoreKind? Scores { get; init; }

    /// <summary>Names of the classes by index; null looks into <see cref="LabelFile"/>, then into the file's metadata.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>A text file of class names: one a line, separated by commas, or as a JSON or Python list or dictionary.</summary>
    public string? LabelFile { get; init; }

    /// <summary>The most bytes that one value inside the network may take for one image, 128 MB unless told otherwise. A file that asks for more is refused as damaged;
    /// raise it for sound networks of very large images.</summary>
    public long MaximumValueBytes { get; init; } = 128L << 20;

    /// <summary>Native libraries of custom operators that the file uses, as ONNX Runtime loads them.</summary>
    public ImmutableArray<string> CustomOperatorLibraries { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How operators are differentiated that the library does not know, or differently from how it does: by operator, <c>Relu</c> or <c>my.domain:MyOperator</c>.</summary>
    /// <remarks>These are derivatives: they count for gradients, guided backpropagation and the deconvolution network, not for DeepLIFT and relevance.</remarks>
    public ImmutableDictionary<string, GradientRule> GradientRules { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ImmutableDictionary<string, GradientRule>.Empty;

    /// <summary>Threads inside one operator; null is one for each core.</summary>
    public int? IntraOpThreads { get; init; }
}
