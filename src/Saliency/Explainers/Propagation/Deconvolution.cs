namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="Deconvolution"/>.</summary>
public sealed record DeconvolutionOptions
{
    /// <summary>How the channels become one map. Captum, whose convention the values follow, leaves them apart and its pictures sum them.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.Sum;
}

/// <summary>The deconvolution network: the gradient, with what speaks against dropped at every Relu, wherever its output lay.</summary>
/// <remarks>
/// <para>Answers: which pattern of pixels would excite the target's units, by running the network backwards. Older than guided backpropagation, and noisier without max-pooling.</para>
/// <para>The derivative, but a Relu hands back <c>max(dy, 0)</c>. Relu alone is replaced, as in captum; max-pooling goes back to the winners (the paper's switches).</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: one model run forwards and backwards.</para>
/// <para>Zeiler, Fergus: Visualizing and Understanding Convolutional Networks. ECCV 2014, section 2.1.</para>
/// </remarks>
public sealed class Deconvolution : IAttributor
{
    private readonly IDifferentiableModel _model;
    private readonly ChannelReduction _reduction;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public Deconvolution(IPropagatingModel model, DeconvolutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _reduction = BackwardPass.Defined((options ?? new DeconvolutionOptions()).Reduction);
        _model = model.Under(Propagation.Deconvolution);
    }

    /// <inheritdoc/>
    public string Name => "Deconvolution";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        BackwardPass.Maps(Attribute(inputs, target, context, cancellationToken), _reduction);

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        BackwardPass.Attribute(_model, Name, "", inputs, target, context, cancellationToken);
}
