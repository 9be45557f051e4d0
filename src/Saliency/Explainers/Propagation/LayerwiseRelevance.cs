namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="LayerwiseRelevance"/>.</summary>
public sealed record LayerwiseRelevanceOptions
{
    /// <summary>Which rule each kind of layer follows; z⁺ for convolutions and ε for dense layers unless told otherwise, as Zennit's EpsilonPlus.</summary>
    public LrpComposite Composite { get; init; } = LrpComposite.EpsilonPlus;

    /// <summary>How the channels become one map. The sum keeps the total, as Zennit and captum show it.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.Sum;
}

/// <summary>Layer-wise relevance propagation (LRP): the score is shared out, layer by layer, among what made it.</summary>
/// <remarks>
/// <para>Answers: how much of the score goes back to each pixel. Less noisy than gradients; which rules share it out is a choice, made in <see cref="LayerwiseRelevanceOptions.Composite"/>.</para>
/// <para>Relevance begins with the score, <c>R = f(x)</c>, and each layer hands on <c>R_x = Σ_j q_j(x)/Σ q_j · R_j</c>, its shares q given by an <see cref="LrpRule"/>.
/// Without biases the map adds up to the score; with them, what they take is lost (<see cref="LrpRule.CountBias"/>).</para>
/// <para>Shapes: input and attribution C×H×W. Signed; positive where it speaks for the target. Cost: one model run forwards and backwards; rules that tell signs apart need two
/// to four convolutions for each of the network's.</para>
/// <para>Bach, Binder, Montavon, Klauschen, Müller, Samek: On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation. PLOS ONE 10(7), 2015.</para>
/// </remarks>
public sealed class LayerwiseRelevance : IAttributor
{
    private readonly IDifferentiableModel _model;
    private readonly ChannelReduction _reduction;
    private readonly string _options;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public LayerwiseRelevance(IPropagatingModel model, LayerwiseRelevanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new LayerwiseRelevanceOptions();
        _reduction = BackwardPass.Defined(options.Reduction);
        ArgumentNullException.ThrowIfNull(options.Composite, nameof(options));
        _options = options.Composite.ToString();
        _model = model.Under(Propagation.Relevance(options.Composite));
    }

    /// <inheritdoc/>
    public string Name => "LRP";

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
        BackwardPass.Attribute(_model, Name, _options, inputs, target, context, cancellationToken);
}
