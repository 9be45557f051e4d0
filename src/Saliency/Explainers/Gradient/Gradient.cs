namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="Gradient"/>.</summary>
public sealed record GradientOptions
{
    /// <summary>How a map is made of the channels: by default the largest absolute value, as the paper; attributions stay signed.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.AbsoluteMaximum;

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>The plain gradient, also called saliency: how fast the score changes with each number of the input.</summary>
/// <remarks>
/// <para>Answers: which pixels, changed a little, change the score most? It says nothing of how much of the score they hold.</para>
/// <para><c>a = ∂f/∂x</c> for an input x of 1×C×H×W: signed, in units of the score per unit of model space. The map, H×W, is <c>max_c |a_c|</c>, never negative;
/// other reductions by <see cref="GradientOptions.Reduction"/>. Captum and PAIR return the attribution itself (captum's absolute by default).</para>
/// <para>Cost: one model run with its gradient. A model that always answers the same gets zeros.</para>
/// <para>Simonyan, Vedaldi, Zisserman: Deep inside convolutional networks. ICLR workshop 2014, section 3.1.</para>
/// </remarks>
public sealed class Gradient : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public Gradient(IDifferentiableModel model, GradientOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = new UntouchedGradient(model, Name, AttributedValue.Image(model), options.Scale, $"{options.Reduction}, {options.Scale}", UntouchedGradient.Itself).Run;

    /// <inheritdoc/>
    public override string Name => "Gradient";

    private protected override AttributionRun Run { get; }
}
