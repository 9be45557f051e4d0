namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="Deconvolution"/>.</summary>
public sealed record DeconvolutionOptions
{
    /// <summary>How a map is made of the channels: by default their signed sum, as captum's pictures.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>The deconvolution network: the gradient, with what speaks against dropped at every Relu, wherever its output lay.</summary>
/// <remarks>
/// <para>Answers: which pattern of pixels would excite the target's units, by running the network backwards. Older than guided backpropagation, and noisier without max-pooling.</para>
/// <para>The derivative, but a Relu hands back <c>max(dy, 0)</c>. Relu alone is replaced, as in captum; max-pooling goes back to the winners (the paper's switches).</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: one model run forwards and backwards.</para>
/// <para>Zeiler, Fergus: Visualizing and Understanding Convolutional Networks. ECCV 2014, section 2.1.</para>
/// </remarks>
public sealed class Deconvolution : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public Deconvolution(IPropagatingModel model, DeconvolutionOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = UntouchedGradient.Under(Propagation.Deconvolution, model, Name, options.Scale, $"{options.Reduction}, {options.Scale}").Run;

    /// <inheritdoc/>
    public override string Name => "Deconvolution";

    private protected override AttributionRun Run { get; }
}
