using Saliency.Gradients.Rules;

namespace Saliency.Gradients.Tables;

/// <summary>DeepLIFT, rescale rule: what is carried back are multipliers m with Σ m·(x − x′) = f(x) − f(x′), for an image x and its reference x′.</summary>
/// <remarks>A function of one value gets Δy/Δx for its slope. Linear operators keep their rule. A product of two values that both vary gets the middle of the two images
/// for the other factor: Δ(ab) = Δa·b̄ + ā·Δb. Everything else is made of these three, so that nothing is lost anywhere.</remarks>
internal static class DeepLiftTable
{
    // Closer than this, image and reference agree and the slope is the derivative (captum's number).
    private const float Tiny = 1e-10f;

    /// <summary>Far below any difference of two floats that are not themselves that small, and far above the smallest float.</summary>
    public const float Little = 1e-25f;

    public static RuleTable Rules { get; } = RuleTable.Of(
    [
        .. LinearOperators.Moving.Concat(LinearOperators.Mixing).Concat(LinearOperators.Adding).Select(op => KeyValuePair.Create(op, RuleTable.Standard[op])),
        .. FunctionsOfOneValue.Names.Select(op => KeyValuePair.Create(op, Rescaled(RuleTable.Standard[op]))),
        .. DeepLiftHinges.Rules,
        .. ((string[])["Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum", "Mul"]).Select(op => KeyValuePair.Create(op, Product(RuleTable.Standard[op]))),
        .. ((string[])["MaxPool", "GlobalMaxPool", "ReduceMax"]).Select(op => KeyValuePair.Create(op, Winner(RuleTable.Standard[op], "Max"))),
        KeyValuePair.Create("ReduceMin", Winner(RuleTable.Standard["ReduceMin"], "Min")),
        KeyValuePair.Create<string, GradientRule>("Div", Quotient),
        KeyValuePair.Create<string, GradientRule>("Max", s => Extreme(s, 1)),
        KeyValuePair.Create<string, GradientRule>("Min", s => Extreme(s, -1)),
        KeyValuePair.Create<string, GradientRule>("Where", s => Differs(s, 0) ? throw s.Declined("a condition that depends on the image") : RuleTable.Standard["Where"](s)),
        .. DeepLiftNormalizations.Rules,
    ]);

    /// <summary>Whether an input is not the same for image and reference.</summary>
    public static bool Differs(GradientScope s, int i) => s.HasX(i) && s.Reference.X(i).Name != s.X(i).Name;

    /// <summary>(f(x) − f(x′)) / (x − x′), and the derivative where the two agree.</summary>
    public static Value Slope(Value x, Value reference, Value y, Value referenceY, Value? derivative)
    {
        var graph = x.Emitter;
        var difference = x - reference;
        var agrees = difference.Apply("Abs").Apply("Less", graph.Constant(Tiny));
        return (derivative ?? graph.Constant(0)).Where(agrees, (y - referenceY) / graph.Constant(1).Where(agrees, difference));
    }

    /// <summary>The middle of image and reference.</summary>
    public static Value Middle(GradientScope s, int i) => Differs(s, i) ? Middle(s.X(i), s.Reference.X(i)) : s.X(i);

    public static Value Middle(Value x, Value reference) => (x + reference) * 0.5f;

    private static GradientRule Rescaled(GradientRule derivative) => s =>
    {
        for (int i = 1; i < s.InputCount; i++)
            if (Differs(s, i)) throw s.Declined("parameters that depend on the image");
        // The derivative at a slope of one: what arrives is multiplied in afterwards.
        var one = derivative(s.With(s.Graph.Constant(1))) is [{ } slope, ..] ? slope : (Value?)null;
        return [s.DY() * Slope(s.X(), s.Reference.X(), s.Y(), s.Reference.Y(), one)];
    };

    private static GradientRule Product(GradientRule rule) => s =>
    {
        if (!(Differs(s, 0) && Differs(s, 1))) return rule(s);
        if (s.Node.OpType == "Einsum" && s.InputCount > 2) throw s.Declined("three or more operands that depend on the image");
        var (left, right) = (rule(s.With(s.DY(), (1, Middle(s, 1)))), rule(s.With(s.DY(), (0, Middle(s, 0)))));
        return [left[0], right[1], .. left.Skip(2)];
    };

    // What the winner gains over the reference goes to the image's winner, what it loses to the reference's, as contributions; they add up where windows overlap.
    // Where a pixel agrees it gets none of these, and the little that is added on both sides leaves the derivative.
    private static GradientRule Winner(GradientRule route, string gain) => s =>
    {
        var zero = s.Graph.Constant(0);
        var change = s.Y() - s.Reference.Y();
        var gained = route(s.With(s.DY() * (change.Apply(gain, zero) + Little)))[0]!.Value;
        var lost = route(s.Reference.With(s.DY() * change.Apply(gain == "Max" ? "Min" : "Max", zero)))[0]!.Value;
        return [(gained + lost) / (s.X() - s.Reference.X() + Little)];
    };

    // a/b = a·(1/b), and Δ(1/b) = −Δb/(b·b′).
    private static Value?[] Quotient(GradientScope s)
    {
        if (!Differs(s, 1)) return RuleTable.Standard["Div"](s);
        return Arithmetic.Each(s, i => i == 0
            ? s.DY() * Middle(1 / s.X(1), 1 / s.Reference.X(1))
            : -(s.DY() * Middle(s, 0) / (s.X(1) * s.Reference.X(1))));
    }

    // max(a, b) = (a + b + |a − b|) / 2, and the slope of |·| by the rescale rule.
    private static Value?[] Extreme(GradientScope s, float sign)
    {
        if (s.InputCount != 2) throw s.Declined(s.InputCount == 1 ? "one operand" : "more than two operands");
        Value difference = s.X(0) - s.X(1), reference = s.Reference.X(0) - s.Reference.X(1);
        var slope = Slope(difference, reference, difference.Apply("Abs"), reference.Apply("Abs"), difference.Apply("Sign")) * sign;
        return Arithmetic.Each(s, i => s.DY() * ((i == 0 ? slope : -slope) + 1) * 0.5f);
    }
}
