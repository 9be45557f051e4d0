using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Operators that pick, place or pad values.</summary>
/// <remarks>One idea serves them all, <see cref="ByPosition"/>: move the positions of the input the way the values were moved, then add each arriving
/// gradient at its position. The common cases have a form that is faster than a scatter.</remarks>
internal static class Indexing
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Slice"] = Slice,
        ["Pad"] = Pad,
        ["Gather"] = Gather,
        ["GatherElements"] = s => [s.Graph.Emit("ScatterElements", [Zeros(s), s.X(1), s.DY()], ("axis", s.WholeNumber("axis")), ("reduction", "add"))],
        ["GatherND"] = s => [ByPosition(s, p => s.Graph.Emit("GatherND", [p, s.X(1)], ("batch_dims", s.WholeNumber("batch_dims"))))],
        ["ScatterElements"] = s => Scatter(s, "GatherElements", ("axis", s.WholeNumber("axis"))),
        ["ScatterND"] = s => Scatter(s, "GatherND"),
        ["TopK"] = s => [s.Graph.Emit("ScatterElements", [Zeros(s), s.RequireOutput(1), s.DY()], ("axis", (long)s.Axis("axis", -1)))],
        ["OneHot"] = OneHot,
        ["Compress"] = s => [ByPosition(s, p => s.Node.Has("axis") ? s.Graph.Emit("Compress", [p, s.X(1)], ("axis", s.WholeNumber("axis"))) : s.Graph.Emit("Compress", [p, s.X(1)]))],
    };

    /// <summary>The gradient of any operator that copies values of its first input elsewhere.</summary>
    /// <param name="s">The rule's scope.</param>
    /// <param name="move">The operator itself, applied to the number of each value.</param>
    public static Value ByPosition(GradientScope s, Func<Value, Value> move)
    {
        var size = s.X().Apply("Size");
        var positions = s.Graph.Emit("Range", [s.Graph.Index(0), size, s.Graph.Index(1)]).Reshape(s.X().Shape());
        var zeros = s.Graph.Constant(0).Expand(size.Unsqueeze(0));
        return s.AsX(s.Graph.Emit("ScatterElements", [zeros, move(positions).Reshape(-1), s.DY().Reshape(-1)], ("axis", 0L), ("reduction", "add")));
    }

    private static Value Zeros(GradientScope s) => s.Graph.Constant(0).Expand(s.ExactShapeOfX());

    private static Value?[] Slice(GradientScope s)
    {
        var cut = Cut(s);
        return [cut is null ? ByPosition(s, p => s.Graph.Emit("Slice", [p, .. Enumerable.Range(1, s.InputCount - 1).Select(i => s.HasX(i) ? s.X(i) : (Value?)null)])) : cut];
    }

    /// <summary>A slice of known bounds and steps of one, undone by padding with zeros; null where it is another.</summary>
    private static Value? Cut(GradientScope s)
    {
        if (s.ConstantInts(1) is not { } starts || (s.HasX(4) && (s.ConstantInts(4) is not { } steps || steps.Any(step => step != 1)))) return null;
        long[]? axes = s.HasX(3) ? s.ConstantInts(3) : [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        if (axes is null) return null;
        var (x, y) = (s.DimsX(), s.DimsY());
        var pads = new long[2 * x.Length];
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = GradientScope.FromFront((int)axes[i], x.Length);
            // A slice along the batch has bounds that depend on it.
            if (x[axis] < 0 || y[axis] < 0) return null;
            long start = Math.Clamp(starts[i] < 0 ? starts[i] + x[axis] : starts[i], 0, x[axis]);
            (pads[axis], pads[axis + x.Length]) = (start, x[axis] - start - y[axis]);
        }
        return s.DY().Apply("Pad", s.Graph.Integers(pads));
    }

    // Zero padding is undone by padding with the opposite numbers; the other modes copy values.
    private static Value?[] Pad(GradientScope s)
    {
        Value? axes = s.HasX(3) ? s.X(3) : null;
        if (s.Text("mode", "constant") == "constant")
        {
            var kept = s.Graph.Emit("Pad", [s.DY(), -s.X(1), null, axes]);
            return [kept, null, s.Wants(2) ? s.LikeX(Total(s.DY()) - Total(kept), 2) : null];
        }
        return [ByPosition(s, p => s.Graph.Emit("Pad", [p, s.X(1), null, axes], ("mode", s.Text("mode"))))];
    }

    private static Value Total(Value value) => value.Reshape(-1).Sum([0]);

    // y = off + (on − off)·hot
    private static Value?[] OneHot(GradientScope s)
    {
        var hot = s.Graph.Emit("OneHot", [s.X(0), s.X(1), s.Graph.Constant([0, 1], 2)], ("axis", s.WholeNumber("axis", -1)));
        var on = Total(s.DY() * hot);
        return [null, null, s.Graph.Emit("Concat", [Total(s.DY()) - on, on], ("axis", 0L))];
    }

    private static Value?[] Gather(GradientScope s)
    {
        int axis = s.Axis("axis", 0);
        var x = s.DimsX();
        // One place, as when a class token is taken: padding with zeros.
        if (s.ConstantInts(1) is [var index] && x[axis] > 0)
        {
            long at = index < 0 ? index + x[axis] : index;
            var pads = new long[2 * x.Length];
            (pads[axis], pads[axis + x.Length]) = (at, x[axis] - at - 1);
            var one = s.DimsX(1).Length == 0 ? s.DY().Unsqueeze(axis) : s.DY().Squeeze([.. Enumerable.Range(axis + 1, s.DimsX(1).Length - 1).Select(a => (long)a)]);
            return [one.Apply("Pad", s.Graph.Integers(pads))];
        }
        return [ByPosition(s, p => s.Graph.Emit("Gather", [p, s.X(1)], ("axis", (long)axis)))];
    }

    private static Value?[] Scatter(GradientScope s, string gather, params (string, object)[] attributes)
    {
        string reduction = s.Text("reduction", "none");
        if (reduction == "mul") return ScatteredProduct(s, gather, attributes);
        if (reduction is "min" or "max") return ScatteredExtreme(s, gather, attributes);
        var updates = s.Wants(2) ? s.Graph.Emit(gather, [s.DY(), s.X(1)], attributes) : (Value?)null;
        if (reduction == "add") return [s.DY(), null, updates];
        var kept = s.Wants(0) ? s.Graph.Emit(s.Node.OpType, [s.DY(), s.X(1), s.Graph.Constant(0).Expand(s.X(2).Shape())], attributes) : (Value?)null;
        return [kept, null, updates];
    }

    // All values that meet at a place are factors of it; as in ReduceProd, a factor of zero leaves a gradient to itself alone.
    private static Value?[] ScatteredProduct(GradientScope s, string gather, (string, object)[] attributes)
    {
        Value zero = s.Graph.Constant(0), one = s.Graph.Constant(1);
        Value lostX = s.X(0).Apply("Equal", zero), lostU = s.X(2).Apply("Equal", zero), x = one.Where(lostX, s.X(0)), u = one.Where(lostU, s.X(2));
        Value zerosX = lostX.Cast(DataType.Float), zerosU = lostU.Cast(DataType.Float);
        var product = s.DY() * s.Graph.Emit(s.Node.OpType, [x, s.X(1), u], [.. attributes, ("reduction", "mul")]);
        var zeros = s.Graph.Emit(s.Node.OpType, [zerosX, s.X(1), zerosU], [.. attributes, ("reduction", "add")]);
        Value Back(Value placed) => s.Graph.Emit(gather, [placed, s.X(1)], attributes);
        return
        [
            product / x * (zeros - zerosX).Apply("Equal", zero).Cast(DataType.Float),
            null,
            s.Wants(2) ? Back(product) / u * (Back(zeros) - zerosU).Apply("Equal", zero).Cast(DataType.Float) : null,
        ];
    }

    // Equal extremes share the gradient equally, as in ReduceMax.
    private static Value?[] ScatteredExtreme(GradientScope s, string gather, (string, object)[] attributes)
    {
        Value Back(Value placed) => s.Graph.Emit(gather, [placed, s.X(1)], attributes);
        Value hitX = s.X(0).Apply("Equal", s.Y()).Cast(DataType.Float), hitU = s.X(2).Apply("Equal", Back(s.Y())).Cast(DataType.Float);
        var share = s.DY() / s.Graph.Emit(s.Node.OpType, [hitX, s.X(1), hitU], [.. attributes, ("reduction", "add")]);
        return [hitX * share, null, s.Wants(2) ? hitU * Back(share) : null];
    }
}
