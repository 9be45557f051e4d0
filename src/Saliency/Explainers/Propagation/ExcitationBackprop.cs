namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ExcitationBackprop"/>.</summary>
public sealed record ExcitationBackpropOptions
{
    /// <summary>How a map is made of the channels: by default their signed sum, as TorchRay.</summary>
    public ChannelReduction Reduction { get; init; }
}

/// <summary>Excitation backpropagation: the probability that a unit is among those whose excitation made the target win.</summary>
/// <remarks>
/// <para>Answers: where the evidence in favour of the class is. A soft map without negative values in networks of Relus.</para>
/// <para>The class begins with probability 1; a unit shares its own among what excites it, <c>P(i|j) = x_i·w⁺_ij / Σ_i x_i·w⁺_ij</c>: LRP's z⁺-rule without biases at every weighted layer.
/// Inputs below zero share by their products with w⁻ (the paper's rule for layers whose inputs are of both signs, by their products).</para>
/// <para>Shapes: input and attribution C×H×W. The attribution adds up to 1 where every unit on the way has something that excites it. Cost: one model run forwards and backwards.</para>
/// <para>Zhang, Bargal, Lin, Brandt, Shen, Sclaroff: Top-down neural attention by excitation backprop. International Journal of Computer Vision 126, 2018.</para>
/// </remarks>
public sealed class ExcitationBackprop : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public ExcitationBackprop(IPropagatingModel model, ExcitationBackpropOptions? options = null) : base((options ??= new()).Reduction) =>
        Run = UntouchedGradient.Under(Propagation.ExcitationBackprop, model, Name, ScoreScale.Native, "").Run;

    /// <inheritdoc/>
    public override string Name => "Excitation backprop";

    private protected override AttributionRun Run { get; }
}
