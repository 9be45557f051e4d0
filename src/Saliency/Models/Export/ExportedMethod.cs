namespace Saliency.Models;

/// <summary>Methods that are one graph, so that they can be saved in a model file.</summary>
public enum ExportedMethod
{
    /// <summary>The gradient of the score by the image.</summary>
    Gradient,

    /// <summary>The gradient times the image.</summary>
    GradientTimesInput,

    /// <summary>Integrated gradients from a colour, with a fixed number of steps.</summary>
    IntegratedGradients,

    /// <summary>Guided backpropagation.</summary>
    GuidedBackpropagation,

    /// <summary>The deconvolution network.</summary>
    Deconvolution,

    /// <summary>Guided Grad-CAM.</summary>
    GuidedGradCam,

    /// <summary>DeepLIFT from a colour.</summary>
    DeepLift,

    /// <summary>Layer-wise relevance propagation.</summary>
    LayerwiseRelevance,

    /// <summary>Excitation backpropagation.</summary>
    ExcitationBackprop,

    /// <summary>FullGrad.</summary>
    FullGrad,

    /// <summary>CAM, by the dense layer's weights.</summary>
    ClassActivationMapping,

    /// <summary>Grad-CAM.</summary>
    GradCam,

    /// <summary>Grad-CAM++.</summary>
    GradCamPlusPlus,

    /// <summary>XGrad-CAM.</summary>
    XGradCam,

    /// <summary>LayerCAM.</summary>
    LayerCam,

    /// <summary>HiResCAM.</summary>
    HiResCam,

    /// <summary>Element-wise Grad-CAM.</summary>
    ElementWiseCam,

    /// <summary>Attention rollout by the heads' mean, of a vision transformer; the same for every class.</summary>
    AttentionRollout,

    /// <summary>Gradient-weighted attention rollout, of a vision transformer.</summary>
    GradientRollout,

    /// <summary>LeGrad of the last two blocks of a vision transformer.</summary>
    LeGrad,
}

/// <summary>Which class an exported explanation explains.</summary>
public enum ExportedTarget
{
    /// <summary>Each image's class of the highest score; among equals the lowest.</summary>
    Predicted,

    /// <summary>An input of the file, <c>target</c>: a class for each image, int64 [N].</summary>
    Input,
}

/// <summary>Options of <see cref="ExplanationExport"/>.</summary>
public sealed record ExportOptions
{
    /// <summary>Which class is explained.</summary>
    public ExportedTarget Target { get; init; }

    /// <summary>Whether the score is explained as the model gives it or as a probability. DeepLIFT, relevance and excitation share out the score as it is.</summary>
    public ScoreScale Scale { get; init; }

    /// <summary>The layer of the CAM methods and of guided Grad-CAM; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>How a map is made of the channels, by the methods of the image: by default their signed sum.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>Steps of integrated gradients, at the middles of equal parts of the way; every one is a run of the network within the file's run.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Where the way of integrated gradients begins, and what DeepLIFT compares with: one value, or one for each channel, in model space.</summary>
    public IReadOnlyList<float> Baseline { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = [0];

    /// <summary>Which rule each kind of layer follows, by layer-wise relevance propagation.</summary>
    public LrpComposite Composite { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = LrpComposite.EpsilonPlus;
}
