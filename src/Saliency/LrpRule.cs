using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

namespace Saliency;

/// <summary>How relevance R goes back through one layer z = W·x + b. Each rule is <c>R_x = Σ_j q_j(x)/Σ q_j · R_j</c> with its own shares q; a value.</summary>
/// <remarks>A divisor d is kept from zero by ±10⁻⁶ unless the rule says otherwise, the sign that of d (plus at 0).</remarks>
public abstract record LrpRule
{
    private protected LrpRule()
    {
    }

    /// <summary>Whether a bias takes its share of the relevance, which is then lost, as in Zennit and captum. Without, a layer loses nothing (but what the stabiliser takes).</summary>
    public bool CountBias { get; init; } = true;

    /// <summary>ε: shares x·w, divisor z ± ε. As ε goes to 0, input times gradient. Bach et al. 2015, equation 58.</summary>
    /// <param name="epsilon">Above 0. Small relevances are absorbed as it grows.</param>
    public static LrpRule Epsilon(double epsilon = 1e-6) => new EpsilonRule(epsilon.EnsurePositive(nameof(epsilon)));

    /// <summary>γ: shares x·(w + γ·w⁺); what speaks in favour counts more. For inputs of both signs in Zennit's general form.</summary>
    /// <remarks>Montavon, Binder, Lapuschkin, Samek, Müller: Layer-wise relevance propagation: an overview. 2019.</remarks>
    /// <param name="gamma">Above 0.</param>
    public static LrpRule Gamma(double gamma = 0.25) => new GammaRule(gamma.EnsurePositive(nameof(gamma)));

    /// <summary>αβ: α times the positive shares of all, minus β times the negative ones. Bach et al. 2015, equation 60.</summary>
    /// <param name="alpha">At least 0.</param>
    /// <param name="beta">At least 0, and α − β = 1, so that nothing is lost.</param>
    public static LrpRule AlphaBeta(double alpha = 2, double beta = 1) => alpha >= 0 && beta >= 0 && Math.Abs(alpha - beta - 1) < 1e-9
        ? new AlphaBetaRule(alpha, beta)
        : throw new ArgumentException($"Expected α and β of at least 0 with α − β = 1, got {alpha} and {beta}.", nameof(alpha));

    /// <summary>z⁺: the positive shares alone, αβ of 1 and 0.</summary>
    /// <remarks>Montavon, Lapuschkin, Binder, Samek, Müller: Explaining nonlinear classification decisions with deep Taylor decomposition. Pattern Recognition 65, 2017.</remarks>
    public static LrpRule ZPlus { get; } = new AlphaBetaRule(1, 0);

    /// <summary>z-box, for a layer that reads pixels: shares x·w − low·w⁺ − high·w⁻. Montavon et al. 2017.</summary>
    /// <param name="low">The least value of a pixel in model space: one, or one for each channel.</param>
    /// <param name="high">The greatest.</param>
    public static LrpRule ZBox(ReadOnlySpan<float> low, ReadOnlySpan<float> high) => new BoxRule([.. low], [.. high]);

    /// <summary>w²: shares w², whatever the input. Montavon et al. 2017.</summary>
    public static LrpRule WSquare { get; } = new SquareRule();

    /// <summary>Flat: equal shares. Lapuschkin, Wäldchen, Binder, Montavon, Samek, Müller: Unmasking Clever Hans predictors. Nature Communications 10, 2019.</summary>
    public static LrpRule Flat { get; } = new FlatRule();
}

internal sealed record EpsilonRule(double Value) : LrpRule;

internal sealed record GammaRule(double Value) : LrpRule;

internal sealed record AlphaBetaRule(double Alpha, double Beta) : LrpRule;

internal sealed record SquareRule : LrpRule;

internal sealed record FlatRule : LrpRule;

internal sealed record BoxRule : LrpRule
{
    public BoxRule(ImmutableArray<float> low, ImmutableArray<float> high)
    {
        if (low.IsEmpty || low.Length != high.Length) throw new ArgumentException($"Expected one bound, or one for each channel, on both sides, got {low.Length} and {high.Length}.", nameof(low));
        if (!TensorPrimitives.IsFiniteAll(low.AsSpan()) || !TensorPrimitives.IsFiniteAll(high.AsSpan())) throw new ArgumentException("Expected finite bounds, got NaN or infinity.", nameof(low));
        for (int c = 0; c < low.Length; c++)
            if (low[c] > high[c]) throw new ArgumentException($"Expected low bounds of at most the high ones, got {low[c]} and {high[c]}.", nameof(low));
        (Low, High) = (low, high);
    }

    public ImmutableArray<float> Low { get; }

    public ImmutableArray<float> High { get; }

    public bool Equals(BoxRule? other) => base.Equals(other) && Low.SequenceEqual(other.Low) && High.SequenceEqual(other.High);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Low.Length, Low[0], High[0]);

    public override string ToString() => $"BoxRule {{ {Text(Low)} to {Text(High)} }}";

    private static string Text(ImmutableArray<float> values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
