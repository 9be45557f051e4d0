using Saliency.Onnx;

namespace Saliency.Gradients.Rules;

/// <summary>Operators that move values without changing them: the gradient moves back, and sums where one value went to several places.</summary>
internal static class Shaping
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Reshape"] = s => [s.LikeX(s.DY())],
        ["Flatten"] = s => [s.LikeX(s.DY())],
        // Without axes a batch of one loses its batch axis as well.
        ["Squeeze"] = s => [s.HasX(1) ? s.LikeX(s.DY()) : s.AsX(s.DY())],
        ["Unsqueeze"] = s => [s.LikeX(s.DY())],
        ["Transpose"] = s => [s.DY().Transpose(Inverse(s.WholeNumbers("perm") ?? [.. Enumerable.Range(0, s.RankX()).Reverse().Select(a => (long)a)]))],
        ["Concat"] = Concat,
        ["Split"] = Split,
        ["Expand"] = s => [s.Unbroadcast(s.DY(), 0)],
        ["Tile"] = Tile,
        ["DepthToSpace"] = s => [IsColumnRowDepth(s) ? SpaceToDepth(s) : s.DY().Apply("SpaceToDepth", ("blocksize", s.WholeNumber("blocksize")))],
        ["SpaceToDepth"] = s => [s.DY().Apply("DepthToSpace", ("blocksize", s.WholeNumber("blocksize")))],
        ["Trilu"] = s => [s.Graph.Emit("Trilu", [s.DY(), s.HasX(1) ? s.X(1) : null], ("upper", s.WholeNumber("upper", 1)))],
        ["CumSum"] = s => [s.Graph.Emit("CumSum", [s.DY(), s.X(1)], ("exclusive", s.WholeNumber("exclusive")), ("reverse", 1 - s.WholeNumber("reverse")))],
    };

    private static long[] Inverse(long[] permutation)
    {
        var inverse = new long[permutation.Length];
        for (int i = 0; i < inverse.Length; i++) inverse[permutation[i]] = i;
        return inverse;
    }

    private static Value?[] Concat(GradientScope s)
    {
        int axis = s.Axis("axis", 0), count = s.InputCount;
        var parts = new Value?[count];
        if (axis == 1 && s.Graph.Producer(s.DY()) is { OpType: "Conv" } conv && conv.Int("group", 1) == 1 && conv.Input.Count == 2)
            return SplitConvolution(s, conv);
        if (Enumerable.Range(0, count).All(i => s.DimsX(i)[axis] > 0))
        {
            // One part alone is cut out; several are split, which reads the gradient once.
            if (Enumerable.Range(0, count).Count(s.Wants) == 1)
            {
                int only = Enumerable.Range(0, count).First(s.Wants);
                long start = Enumerable.Range(0, only).Sum(i => s.DimsX(i)[axis]);
                parts[only] = Cut(s.DY(), axis, s.Graph.Integers(start), s.Graph.Integers(start + s.DimsX(only)[axis]));
                return parts;
            }
            var sizes = s.Graph.Integers([.. Enumerable.Range(0, count).Select(i => s.DimsX(i)[axis])]);
            var split = s.Graph.EmitMany("Split", count, [s.DY(), sizes], ("axis", (long)axis));
            return Array.ConvertAll(split, v => (Value?)v);
        }
        // Extents that follow the batch are read off at run time.
        Value at = s.Graph.Integers(0);
        for (int i = 0; i < count; i++)
        {
            var end = at + s.X(i).Apply("Shape", ("start", (long)axis), ("end", (long)axis + 1));
            if (s.Wants(i)) parts[i] = Cut(s.DY(), axis, at, end);
            at = end;
        }
        return parts;
    }

    // What was convolved only to be cut into channels is convolved in parts instead: the parts' weights are constants, and the values never leave
    // ONNX Runtime's blocked layout, which knows no Split. The whole convolution is dead then and goes when the graph is pruned.
    private static Value?[] SplitConvolution(GradientScope s, NodeProto conv)
    {
        var parts = new Value?[s.InputCount];
        var attributes = conv.Attribute.Select(a => (a.Name, (object)a.Ints.ToArray())).Where(a => a.Name is "pads" or "dilations" or "kernel_shape" or "strides").ToArray();
        long at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            long end = at + s.DimsX(i)[1];
            if (s.Wants(i)) parts[i] = s.Graph.Emit("Conv", [s.Graph[conv.Input[0]], Cut(s.Graph[conv.Input[1]], 0, s.Graph.Integers(at), s.Graph.Integers(end))], attributes);
            at = end;
        }
        return parts;
    }

    private static Value Cut(Value value, int axis, Value start, Value end) => value.Emitter.Emit("Slice", [value, start, end, value.Emitter.Integers(axis)]);

    private static Value?[] Split(GradientScope s)
    {
        var pieces = new Value?[s.Node.Output.Count];
        for (int i = 0; i < pieces.Length; i++)
            pieces[i] = s.FindDY(i) ?? s.Graph.Constant(0f).Expand(s.Y(i).Shape());
        return [s.Graph.Emit("Concat", pieces, ("axis", (long)s.Axis("axis", 0)))];
    }

    // Each axis d repeated r times is seen as r×d; the sum runs over r.
    private static Value?[] Tile(GradientScope s)
    {
        int rank = s.RankX();
        var shape = s.X().Shape().Unsqueeze(1);
        var split = s.Graph.Emit("Concat", [s.X(1).Unsqueeze(1), shape], ("axis", 1L)).Reshape(-1);
        return [s.DY().Reshape(split).Sum([.. Enumerable.Range(0, rank).Select(a => 2L * a)], keep: false)];
    }

    private static bool IsColumnRowDepth(GradientScope s) => s.Text("mode", "DCR") == "CRD";

    // SpaceToDepth knows one order of channels only; this is the other one: C×H·b×W·b → C×H×b×W×b → C×b×b×H×W.
    private static Value SpaceToDepth(GradientScope s)
    {
        long block = s.WholeNumber("blocksize");
        var dims = s.DimsX();
        return s.LikeX(s.DY().Reshape(0, 0, dims[2], block, dims[3], block).Transpose(0, 1, 3, 5, 2, 4));
    }
}
