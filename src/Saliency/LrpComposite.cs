namespace Saliency;

/// <summary>Which rule of layer-wise relevance propagation each kind of layer follows. Data: the usual ones have their names here, others are made with <c>new</c> and <c>with</c>.</summary>
/// <remarks>
/// <para>Everything that is no weighted layer follows one rule each. A function of one value (every activation), a normalisation and a softmax pass relevance unchanged.
/// Sums, averages, pools, resampling and a batch normalisation that is not merged follow the ε-rule with <see cref="Stabilizer"/>; a maximum gives all to its winner, by the same rule.
/// What moves numbers (shapes, concatenation) moves their relevance. Of a product of two values that both depend on the image the signal takes all and the gate (the operand behind
/// a sigmoid, softmax or the like) nothing (Arras, Montavon, Müller, Samek 2017); where neither is the gate they share equally. A quotient gives all to its numerator.</para>
/// <para>The layers that come first on the way from the image follow <see cref="First"/> where it is set.</para>
/// </remarks>
/// <param name="Convolutions">The rule of convolutions.</param>
/// <param name="Dense">The rule of matrix products with weights.</param>
public sealed record LrpComposite(LrpRule Convolutions, LrpRule Dense)
{
    /// <summary>The rule of the layers before which no other weighted layer stands; null is as their kind.</summary>
    public LrpRule? First { get; init; }

    /// <summary>The ε of everything that has no weights, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public double Stabilizer { get; init => field = value.EnsurePositive(nameof(value)); } = 1e-6;

    /// <summary>Whether batch normalisations stay layers of their own, as in captum, rather than being merged into the convolutions before them (the canonical form).</summary>
    public bool KeepBatchNormalization { get; init; }

    /// <summary>z⁺ for convolutions, ε for dense layers.</summary>
    public static LrpComposite EpsilonPlus { get; } = new(LrpRule.ZPlus, LrpRule.Epsilon());

    /// <summary><see cref="EpsilonPlus"/>, flat at the first layers.</summary>
    public static LrpComposite EpsilonPlusFlat { get; } = EpsilonPlus with { First = LrpRule.Flat };

    /// <summary>α2β1 for convolutions, ε for dense layers.</summary>
    public static LrpComposite EpsilonAlpha2Beta1 { get; } = new(LrpRule.AlphaBeta(2, 1), LrpRule.Epsilon());

    /// <summary><see cref="EpsilonAlpha2Beta1"/>, flat at the first layers.</summary>
    public static LrpComposite EpsilonAlpha2Beta1Flat { get; } = EpsilonAlpha2Beta1 with { First = LrpRule.Flat };

    /// <summary>γ = 0.25 for convolutions, ε for dense layers, z-box at the first layers.</summary>
    /// <param name="low">The least value of a pixel in model space: one, or one for each channel.</param>
    /// <param name="high">The greatest.</param>
    public static LrpComposite EpsilonGammaBox(ReadOnlySpan<float> low, ReadOnlySpan<float> high) =>
        new(LrpRule.Gamma(), LrpRule.Epsilon()) { First = LrpRule.ZBox(low, high) };

    /// <summary>ε everywhere: captum's LRP when batch normalisations are kept.</summary>
    /// <param name="epsilon">Above 0.</param>
    public static LrpComposite Epsilon(double epsilon = 1e-6) => new(LrpRule.Epsilon(epsilon), LrpRule.Epsilon(epsilon)) { Stabilizer = epsilon };

    /// <summary>z⁺ everywhere, biases left out: excitation backpropagation.</summary>
    internal static LrpComposite PositiveWeights { get; } = new(LrpRule.ZPlus with { CountBias = false }, LrpRule.ZPlus with { CountBias = false });
}
