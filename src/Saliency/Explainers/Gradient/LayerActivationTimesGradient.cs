using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="LayerActivationTimesGradient"/>.</summary>
public sealed record LayerActivationTimesGradientOptions
{
    /// <summary>The layer to look at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>How a map is made of the layer's channels: by default their signed sum.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Activation times gradient of a layer: what each of the layer's numbers contributes to the score, were the rest of the model linear.</summary>
/// <remarks>
/// <para><c>a = A ⊙ ∂f/∂A</c> for the activations A of a layer: captum's LayerGradientXActivation. Attributions have the layer's extent, C×h×w (of a transformer's
/// tokens the grid, without class tokens), signed, in units of the score; the map is <c>Σ_c a_c</c> by default, enlarged bilinearly to the input's H×W.</para>
/// <para>Cost: one model run with its gradient.</para>
/// <para>The formula is that of gradient times input (Shrikumar and others, arXiv 2016) at a layer.</para>
/// </remarks>
public sealed class LayerActivationTimesGradient : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public LayerActivationTimesGradient(IDifferentiableModel model, LayerActivationTimesGradientOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = new UntouchedGradient(model, Name, AttributedValue.OfLayer(model, options.Layer), options.Scale, $"{options.Reduction}, {options.Scale}", TensorPrimitives.Multiply).Run;

    /// <inheritdoc/>
    public override string Name => "Layer activation × gradient";

    private protected override AttributionRun Run { get; }
}
