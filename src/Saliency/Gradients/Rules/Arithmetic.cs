using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Elementwise arithmetic. Operators of several inputs broadcast; the sum over repeated axes is undone in one place, <see cref="Each"/>.</summary>
internal static class Arithmetic
{

    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Identity"] = s => [s.DY()],
        ["Neg"] = s => [-s.DY()],
        ["Exp"] = s => [s.DY() * s.Y()],
        ["Log"] = s => [s.DY() / s.X()],
        ["Sqrt"] = s => [s.DY() * 0.5f / s.Y()],
        ["Abs"] = s => [s.DY() * s.X().Apply("Sign")],
        ["Reciprocal"] = s => [-(s.DY() * (s.Y() * s.Y()))],
        ["Sin"] = s => [s.DY() * s.X().Apply("Cos")],
        ["Cos"] = s => [-(s.DY() * s.X().Apply("Sin"))],
        ["Tan"] = s => [s.DY() * ((s.Y() * s.Y()) + 1)],
        ["Asin"] = s => [s.DY() / (1 - (s.X() * s.X())).Apply("Sqrt")],
        ["Acos"] = s => [-(s.DY() / (1 - (s.X() * s.X())).Apply("Sqrt"))],
        ["Atan"] = s => [s.DY() / ((s.X() * s.X()) + 1)],
        ["Sinh"] = s => [s.DY() * s.X().Apply("Cosh")],
        ["Cosh"] = s => [s.DY() * s.X().Apply("Sinh")],
        ["Asinh"] = s => [s.DY() / ((s.X() * s.X()) + 1).Apply("Sqrt")],
        ["Acosh"] = s => [s.DY() / ((s.X() * s.X()) - 1).Apply("Sqrt")],
        ["Atanh"] = s => [s.DY() / (1 - (s.X() * s.X()))],
        ["Floor"] = Activations.Zero,
        ["Ceil"] = Activations.Zero,
        ["Round"] = Activations.Zero,
        ["Sign"] = Activations.Zero,
        ["Cast"] = s => [s.DY()],
        ["CastLike"] = s => [s.DY()],
        ["Add"] = s => Each(s, _ => s.DY()),
        ["Sub"] = s => Each(s, i => i == 0 ? s.DY() : -s.DY()),
        ["Mul"] = s => Each(s, i => s.DY() * s.X(1 - i)),
        ["Div"] = s => Each(s, i => i == 0 ? s.DY() / s.X(1) : -(s.DY() * s.Y() / s.X(1))),
        ["Pow"] = Pow,
        ["Mod"] = s => Each(s, i => i == 0 ? s.DY() : -(s.DY() * ((s.X() - s.Y()) / s.X(1)).Apply("Round"))),
        ["Sum"] = s => Each(s, _ => s.DY()),
        ["Mean"] = s => Each(s, _ => s.DY() / s.InputCount),
        ["Max"] = Extreme,
        ["Min"] = Extreme,
        ["Where"] = Where,
    };

    /// <summary>A gradient of the output's shape for each wanted input, summed over the axes that this input was repeated along.</summary>
    public static Value?[] Each(GradientScope s, Func<int, Value> part)
    {
        var parts = new Value?[s.InputCount];
        for (int i = 0; i < parts.Length; i++)
            if (s.Wants(i)) parts[i] = s.Unbroadcast(part(i), i);
        return parts;
    }

    // d(xᵃ)/dx = a·xᵃ⁻¹;  d(xᵃ)/da = xᵃ·ln x, which is 0 at x = 0.
    private static Value?[] Pow(GradientScope s) => Each(s, i =>
    {
        Value x = s.X(), a = s.TypeX(1) == DataType.Float ? s.X(1) : s.X(1).Cast(DataType.Float);
        if (i == 1)
        {
            var zero = x.Apply("Equal", s.Graph.Constant(0));
            return s.DY() * s.Graph.Constant(0).Where(zero, s.Y() * s.Graph.Constant(1).Where(zero, x).Apply("Log"));
        }
        return s.ConstantFloats(1) is [2f] ? s.DY() * x * 2
            : s.ConstantFloats(1) is [0.5f] ? s.DY() * 0.5f / s.Y()
            : s.DY() * a * x.Apply("Pow", a - 1);
    });

    // Equal operands share the gradient equally.
    private static Value?[] Extreme(GradientScope s)
    {
        var hits = Enumerable.Range(0, s.InputCount).Select(i => s.X(i).Apply("Equal", s.Y()).Cast(DataType.Float)).ToArray();
        var share = s.DY() / hits.Aggregate((a, b) => a + b);
        return Each(s, i => share * hits[i]);
    }

    private static Value?[] Where(GradientScope s) => Each(s, i =>
    {
        var zero = s.Graph.Constant(0);
        return i == 1 ? s.DY().Where(s.X(0), zero) : zero.Where(s.X(0), s.DY());
    });
}
