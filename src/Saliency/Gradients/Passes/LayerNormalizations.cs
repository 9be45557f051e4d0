using Saliency.Onnx;

namespace Saliency.Gradients.Passes;

/// <summary>Finds layer normalisations that an exporter wrote as nine plain operators and puts the one operator in their place.</summary>
/// <remarks>Forwards ONNX Runtime does this itself, but not where the backward pass reads the values between; and the one operator's rule is shorter than nine.</remarks>
internal static class LayerNormalizations
{
    /// <summary>Changes a graph of opset 18 or later in place; what becomes dead is left for pruning. A value within that the graph gives out is wanted, and its operators stay.</summary>
    public static void Apply(GraphProto graph)
    {
        var view = new GraphView(graph);
        var given = graph.Output.Select(o => o.Name).ToHashSet();
        for (int n = 0; n < graph.Node.Count; n++)
        {
            if (Match(view, graph.Node[n]) is not { } found || found.Within.Any(given.Contains)) continue;
            var node = new NodeProto { OpType = "LayerNormalization", Name = graph.Node[n].Name, Input = { found.X, found.Scale, found.Bias }, Output = { graph.Node[n].Output[0] } };
            node.Set("axis", -1L);
            node.Set("epsilon", found.Epsilon);
            graph.Node[n] = node;
        }
    }

    // y = (x − μ) / √(mean (x − μ)² + ε) · scale + bias, read from its end.
    private static (string X, string Scale, string Bias, float Epsilon, string[] Within)? Match(GraphView view, NodeProto last)
    {
        if (WithConstant(view, last, "Add") is not var (scaled, bias)) return null;
        if (WithConstant(view, view.Producer(scaled), "Mul") is not var (normalized, scale)) return null;
        if (view.Producer(normalized) is not { OpType: "Div" } division) return null;
        if (view.Producer(division.Input[0]) is not { OpType: "Sub" } centred || view.Producer(division.Input[1]) is not { OpType: "Sqrt" } root) return null;
        if (WithConstant(view, view.Producer(root.Input[0]), "Add") is not var (variance, epsilon)) return null;
        if (MeanOf(view, variance) is not { } squared || !IsSquareOf(view, squared, division.Input[0])) return null;
        return MeanOf(view, centred.Input[1]) == centred.Input[0] && view.Constant(epsilon)!.Floats() is [var e]
            && view.Constant(scale)!.Dims.Count == 1 && view.Constant(bias)!.Dims.Count == 1
            ? (centred.Input[0], scale, bias, e, [scaled, normalized, .. division.Input, centred.Input[1], root.Input[0], variance, squared]) : null;
    }

    /// <summary>The two operands of a commutative operator of which one is a constant.</summary>
    private static (string Value, string Constant)? WithConstant(GraphView view, NodeProto? node, string op)
    {
        if (node is null || node.OpType != op) return null;
        return view.Constant(node.Input[1]) is not null ? (node.Input[0], node.Input[1])
            : view.Constant(node.Input[0]) is not null ? (node.Input[1], node.Input[0]) : null;
    }

    /// <summary>What a value is the mean of over its last axis, that axis kept.</summary>
    private static string? MeanOf(GraphView view, string value) =>
        view.Producer(value) is { OpType: "ReduceMean" } mean && mean.Int("keepdims", 1) == 1 && mean.Input.Count > 1 && view.Constant(mean.Input[1])?.Integers() is [-1]
            ? mean.Input[0] : null;

    private static bool IsSquareOf(GraphView view, string value, string root) => view.Producer(value) switch
    {
        { OpType: "Pow" } power => power.Input[0] == root && view.Constant(power.Input[1])?.Floats() is [2f],
        { OpType: "Mul" } product => product.Input[0] == root && product.Input[1] == root,
        _ => false,
    };
}
