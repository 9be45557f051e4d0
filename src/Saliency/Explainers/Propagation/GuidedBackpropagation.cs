namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GuidedBackpropagation"/>.</summary>
public sealed record GuidedBackpropagationOptions
{
    /// <summary>How the channels become one map. Captum, whose convention the values follow, leaves them apart and its pictures sum them.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.Sum;
}

/// <summary>Guided backpropagation: the gradient, with all that speaks against dropped at every Relu.</summary>
/// <remarks>
/// <para>Answers: which edges and textures of the image excite the units that favour the target. Sharp pictures that depend little on the class: read them for the features, not for the decision
/// (Adebayo et al. 2018 find them unchanged by random weights).</para>
/// <para>The derivative, but a Relu y = max(x, 0) hands back <c>max(dy, 0)·[y &gt; 0]</c>. Relu alone is replaced: Clip, hard-swish, GELU keep their derivative, as in captum.</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: one model run forwards and backwards.</para>
/// <para>Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net. ICLR workshop 2015, figure 1.</para>
/// </remarks>
public sealed class GuidedBackpropagation : IAttributor
{
    private readonly IDifferentiableModel _model;
    private readonly ChannelReduction _reduction;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public GuidedBackpropagation(IPropagatingModel model, GuidedBackpropagationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _reduction = BackwardPass.Defined((options ?? new GuidedBackpropagationOptions()).Reduction);
        _model = model.Under(Propagation.GuidedBackpropagation);
    }

    /// <inheritdoc/>
    public string Name => "Guided backpropagation";

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
