namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="LayerwiseRelevance"/>.</summary>
public sealed record LayerwiseRelevanceOptions
{
    /// <summary>Which rule each kind of layer follows; z⁺ for convolutions and ε for dense layers unless told otherwise, as Zennit's EpsilonPlus.</summary>
    public LrpComposite Composite { get; init; } = LrpComposite.EpsilonPlus;

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps the total, as Zennit and captum show it.</summary>
    public ChannelReduction Reduction { get; init; }
}

/// <summary>Layer-wise relevance propagation (LRP): the score is shared out, layer by layer, among what made it.</summary>
/// <remarks>
/// <para>Answers: how much of the score goes back to each pixel. Less noisy than gradients; which rules share it out is a choice, made in <see cref="LayerwiseRelevanceOptions.Composite"/>.</para>
/// <para>Relevance begins with the score as the model gives it, <c>R = f(x)</c>, and each layer hands on <c>R_x = Σ_j q_j(x)/Σ q_j · R_j</c>, its shares q given by an <see cref="LrpRule"/>.
/// Without biases the map adds up to the score; with them, what they take is lost (<see cref="LrpRule.CountBias"/>). Of a target that is no weighted sum of outputs (a similarity), relevance begins
/// with output times gradient, which is the score to first order only.</para>
/// <para>Shapes: input and attribution C×H×W. Signed; positive where it speaks for the target. Cost: one model run forwards and backwards; rules that tell signs apart need two
/// to four convolutions for each of the network's.</para>
/// <para>Bach, Binder, Montavon, Klauschen, Müller, Samek: On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation. PLOS ONE 10(7), 2015.</para>
/// </remarks>
public sealed class LayerwiseRelevance : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public LayerwiseRelevance(IPropagatingModel model, LayerwiseRelevanceOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentNullException.ThrowIfNull(options.Composite, nameof(options));
        Run = UntouchedGradient.Under(Propagation.Relevance(options.Composite), model, Name, ScoreScale.Native, options.Composite.ToString()).Run;
    }

    /// <inheritdoc/>
    public override string Name => "LRP";

    private protected override AttributionRun Run { get; }
}
