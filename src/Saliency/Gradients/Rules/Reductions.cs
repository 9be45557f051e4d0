using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Reductions over axes: what arrives at the one is spread over the many.</summary>
internal static class Reductions
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["ReduceSum"] = s => [Spread(s, Kept(s, s.DY()))],
        ["ReduceMean"] = s => [Spread(s, Kept(s, s.DY()) / Count(s))],
        ["ReduceMax"] = Extreme,
        ["ReduceMin"] = Extreme,
        ["ReduceProd"] = Product,
        ["ReduceL1"] = s => [Kept(s, s.DY()) * s.X().Apply("Sign")],
        ["ReduceL2"] = s => [Kept(s, OrZero(s.DY(), s.Y())) * s.X()],
        ["ReduceSumSquare"] = s => [Kept(s, s.DY()) * s.X() * 2],
        ["ReduceLogSum"] = s => [Spread(s, Kept(s, s.DY() * (-s.Y()).Apply("Exp")))],
        ["ReduceLogSumExp"] = s => [Kept(s, s.DY()) * (s.X() - Kept(s, s.Y())).Apply("Exp")],
        ["GlobalAveragePool"] = s => [s.SpreadLikeX(s.DY() / Product(s.DimsX().AsSpan()[2..]))],
        ["GlobalMaxPool"] = s => [FirstMaximum(s)],
        ["GlobalLpPool"] = GlobalNorm,
    };

    /// <summary>x / y, and 0 where y is 0: the norm's gradient at the origin is chosen as 0.</summary>
    public static Value OrZero(Value x, Value y)
    {
        var zero = y.Apply("Equal", y.Emitter.Constant(0));
        return y.Emitter.Constant(0).Where(zero, x / y.Emitter.Constant(1).Where(zero, y));
    }

    /// <summary>The axes that are reduced, counted from the front; null where an empty list means none.</summary>
    private static long[]? Axes(GradientScope s)
    {
        long[] given = s.HasX(1)
            ? s.ConstantInts(1) ?? throw s.Declined("computed axes")
            : [];
        if (given.Length == 0)
            return s.WholeNumber("noop_with_empty_axes") == 1 ? null : [.. Enumerable.Range(0, s.RankX()).Select(a => (long)a)];
        return [.. given.Select(a => (long)GradientScope.FromFront((int)a, s.RankX())).Order()];
    }

    /// <summary>A value of the output's shape with its reduced axes put back as ones.</summary>
    private static Value Kept(GradientScope s, Value reduced) =>
        Axes(s) is { } axes && s.WholeNumber("keepdims", 1) == 0 ? reduced.Unsqueeze(axes) : reduced;

    private static Value Spread(GradientScope s, Value kept) => kept.Expand(s.ExactShapeOfX());

    private static Value Count(GradientScope s)
    {
        if (Axes(s) is not { } axes) return s.Graph.Constant(1);
        return axes.All(a => s.DimsX()[(int)a] > 0)
            ? s.Graph.Constant(Product([.. axes.Select(a => s.DimsX()[(int)a])]))
            : s.X().Apply("Size").Cast(DataType.Float) / s.Y().Apply("Size").Cast(DataType.Float);
    }

    private static float Product(ReadOnlySpan<long> extents)
    {
        double product = 1;
        foreach (long extent in extents) product *= extent;
        return (float)product;
    }

    // Equal extremes share the gradient equally.
    private static Value?[] Extreme(GradientScope s)
    {
        if (Axes(s) is not { } axes) return [s.DY()];
        var hits = s.X().Apply("Equal", Kept(s, s.Y())).Cast(DataType.Float);
        return [hits * (Kept(s, s.DY()) / hits.Sum(axes))];
    }

    // dx = dy · Π of the others, which also holds where one factor is zero: then only that one gets a gradient.
    private static Value?[] Product(GradientScope s)
    {
        if (Axes(s) is not { } axes) return [s.DY()];
        Value zero = s.Graph.Constant(0), one = s.Graph.Constant(1), isZero = s.X().Apply("Equal", zero);
        var factors = one.Where(isZero, s.X());
        var product = s.Graph.Emit("ReduceProd", [factors, s.Graph.Integers(axes)]);
        var zeros = isZero.Cast(DataType.Float).Sum(axes);
        var others = zeros - isZero.Cast(DataType.Float);
        var alone = others.Apply("Equal", zero).Cast(DataType.Float);
        return [Kept(s, s.DY()) * alone * product / factors];
    }

    private static Value FirstMaximum(GradientScope s)
    {
        var flat = s.X().Reshape(0, 0, -1);
        var at = flat.Apply("ArgMax", ("axis", 2L), ("keepdims", 1L));
        var zeros = s.Graph.Constant(0).Expand(flat.Shape());
        return s.LikeX(s.Graph.Emit("ScatterElements", [zeros, at, s.DY().Reshape(0, 0, 1)], ("axis", 2L)));
    }

    // y = (Σ|x|ᵖ)^(1/p):  dx = dy · sign x · (|x| / y)ᵖ⁻¹
    private static Value?[] GlobalNorm(GradientScope s)
    {
        float p = s.WholeNumber("p", 2);
        return p == 2
            ? [OrZero(s.DY(), s.Y()) * s.X()]
            : [s.DY() * s.X().Apply("Sign") * OrZero(s.X().Apply("Abs"), s.Y()).Apply("Pow", s.Graph.Constant(p - 1))];
    }
}
