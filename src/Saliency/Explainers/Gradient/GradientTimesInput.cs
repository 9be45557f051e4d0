using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GradientTimesInput"/>.</summary>
public sealed record GradientTimesInputOptions
{
    /// <summary>How a map is made of the channels: by default their signed sum.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Gradient times input: what each number of the input contributes to the score, were the model linear.</summary>
/// <remarks>
/// <para><c>a = x ⊙ ∂f/∂x</c> for an input x of 1×C×H×W: signed, in units of the score. For a network of Relus without biases the values add up to the score.
/// A number that is 0 in model space (the training set's mean colour, after the usual normalisation) gets 0. The map, H×W, is <c>Σ_c a_c</c> by default.</para>
/// <para>Cost: one model run with its gradient. The convention is captum's InputXGradient.</para>
/// <para>Shrikumar, Greenside, Shcherbina, Kundaje: Not just a black box: learning important features through propagating activation differences. arXiv 2016.</para>
/// </remarks>
public sealed class GradientTimesInput : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public GradientTimesInput(IDifferentiableModel model, GradientTimesInputOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = new UntouchedGradient(model, Name, AttributedValue.Image(model), options.Scale, $"{options.Reduction}, {options.Scale}", TensorPrimitives.Multiply).Run;

    /// <inheritdoc/>
    public override string Name => "Gradient × input";

    private protected override AttributionRun Run { get; }
}
