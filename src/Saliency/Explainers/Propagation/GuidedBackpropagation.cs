namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GuidedBackpropagation"/>.</summary>
public sealed record GuidedBackpropagationOptions
{
    /// <summary>How a map is made of the channels: by default their signed sum, as captum's pictures.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Guided backpropagation: the gradient, with all that speaks against dropped at every Relu.</summary>
/// <remarks>
/// <para>Answers: which edges and textures of the image excite the units that favour the target. Sharp pictures that depend little on the class: read them for the features, not for the decision
/// (Adebayo et al. 2018 find them unchanged by random weights).</para>
/// <para>The derivative, but a Relu y = max(x, 0) hands back <c>max(dy, 0)·[y &gt; 0]</c>. Relu alone is replaced: Clip, hard-swish, GELU keep their derivative, as in captum.</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: one model run forwards and backwards.</para>
/// <para>Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net. ICLR workshop 2015, figure 1.</para>
/// </remarks>
public sealed class GuidedBackpropagation : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public GuidedBackpropagation(IPropagatingModel model, GuidedBackpropagationOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = UntouchedGradient.Under(Propagation.GuidedBackpropagation, model, Name, options.Scale, $"{options.Reduction}, {options.Scale}").Run;

    /// <inheritdoc/>
    public override string Name => "Guided backpropagation";

    private protected override AttributionRun Run { get; }
}
