using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Passes;

/// <summary>Rewrites operators that compute on integers as dequantise → the operator on floats → quantise; their gradient then passes straight through.</summary>
internal static class IntegerArithmetic
{
    private const string Domain = FusedOperators.Domain;

    /// <summary>How each operator is written in plain ones.</summary>
    public static IReadOnlyDictionary<string, Func<Rewriting, Value?[]?>> Rewritings { get; } = new Dictionary<string, Func<Rewriting, Value?[]?>>
    {
        ["QLinearConv"] = QLinearConv,
        ["QLinearMatMul"] = r => [Quantized(r, Dequantized(r, 0, -2).Apply("MatMul", Dequantized(r, 3, -1)), 6)],
        ["ConvInteger"] = r => [r.Graph.Emit("Conv", [Shifted(r, 0, 2), Shifted(r, 1, 3)], r.Attributes("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"))],
        // A zero point for each row is nobody's export.
        ["MatMulInteger"] = r => r.ConstantDims(2) is [> 1] ? null : [Shifted(r, 0, 2).Apply("MatMul", Shifted(r, 1, 3))],
        [$"{Domain}:QLinearAdd"] = r => [Quantized(r, Dequantized(r, 0) + Dequantized(r, 3), 6)],
        [$"{Domain}:QLinearMul"] = r => [Quantized(r, Dequantized(r, 0) * Dequantized(r, 3), 6)],
        [$"{Domain}:QLinearSigmoid"] = r => [Quantized(r, Dequantized(r, 0).Apply("Sigmoid"), 3)],
        [$"{Domain}:QLinearLeakyRelu"] = r => [Quantized(r, Dequantized(r, 0).Apply("LeakyRelu", r.Attributes("alpha")), 3)],
        [$"{Domain}:QLinearSoftmax"] = r => r.Node.Int("opset") < 13 ? null : [Quantized(r, Dequantized(r, 0).Apply("Softmax", r.Attributes("axis")), 3)],
        [$"{Domain}:QLinearGlobalAveragePool"] = r => r.Node.Int("channels_last") == 1 ? null : [Quantized(r, Dequantized(r, 0).Apply("GlobalAveragePool"), 3)],
        [$"{Domain}:QLinearAveragePool"] = r => r.Node.Int("channels_last") == 1 ? null
            : [Quantized(r, Dequantized(r, 0).Apply("AveragePool", r.Attributes("auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides")), 3)],
        [$"{Domain}:QLinearConcat"] = QLinearConcat,
        [$"{Domain}:QGemm"] = QGemm,
        [$"{Domain}:MatMulIntegerToFloat"] = r => [Biased(r, r.Graph.Emit("DequantizeLinear", [r.X(0), r.X(2), r.FindX(4)]).Apply("MatMul", Dequantized(r, r.X(1), r.X(3), r.FindX(5), -1)), 6)],
        [$"{Domain}:DynamicQuantizeMatMul"] = DynamicQuantizeMatMul,
    };

    public static void Apply(ModelProto model)
    {
        var readers = model.Graph.Node.SelectMany(n => n.Reads().Select(x => (Value: x, Node: n))).ToLookup(r => r.Value, r => r.Node);
        var outputs = model.Graph.Output.Select(o => o.Name).ToHashSet();
        var rewritings = Rewritings.ToDictionary();
        foreach (string op in (string[])["ConvInteger", "MatMulInteger"])
            rewritings[op] = r => BecomesFloat(r.Node) ? Rewritings[op](r) : null;
        Rewriting.Apply(model.Graph, rewritings);

        // Their sums are int32 in the model and floats in the rewriting: right where all that reads them casts them to floats.
        bool BecomesFloat(NodeProto node) => !outputs.Contains(node.Output[0])
            && readers[node.Output[0]].All(n => n.OpType == "Cast" && (DataType)n.Int("to") is DataType.Float or DataType.Float16 or DataType.Double);
    }

    private static Value Dequantized(Rewriting r, Value x, Value scale, Value? zero, long axis) => r.Graph.Emit("DequantizeLinear", [x, scale, zero], ("axis", axis));

    /// <summary>The input that begins with value, scale and zero point at i.</summary>
    private static Value Dequantized(Rewriting r, int i, long axis = 1) => Dequantized(r, r.X(i), r.X(i + 1), r.FindX(i + 2), axis);

    /// <summary>A value quantised by the scale at i and the zero point after it.</summary>
    private static Value Quantized(Rewriting r, Value y, int i) => r.Graph.Emit("QuantizeLinear", [y, r.X(i), r.FindX(i + 1)]);

    private static Value Biased(Rewriting r, Value y, int i) => r.HasX(i) ? y + r.X(i) : y;

    // x, w and the bias, which is an int32 of scale x·w.
    private static Value?[] QLinearConv(Rewriting r)
    {
        Value? bias = r.HasX(8) ? r.X(8).Cast(DataType.Float) * (r.X(1) * r.X(4)) : null;
        var y = r.Graph.Emit("Conv", [Dequantized(r, 0), Dequantized(r, 3, 0), bias], r.Attributes("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"));
        return [Quantized(r, y, 6)];
    }

    /// <summary>An integer input less its zero point, as floats; gradients of integers count in their units.</summary>
    private static Value Shifted(Rewriting r, int x, int zero)
    {
        var value = r.X(x).Cast(DataType.Float);
        if (!r.HasX(zero)) return value;
        var point = r.X(zero).Cast(DataType.Float);
        // A zero point for each output channel belongs to the first axis of convolution weights, but to the last of a matrix.
        bool perChannel = x == 1 && r.Node.OpType == "ConvInteger" && r.ConstantDims(zero) is [> 1];
        return value - (perChannel ? point.Reshape([-1, .. Enumerable.Repeat(1L, (r.ConstantDims(x)?.Count ?? 4) - 1)]) : point);
    }

    private static Value?[] QLinearConcat(Rewriting r)
    {
        var parts = Enumerable.Range(0, (r.Node.Input.Count - 2) / 3).Select(i => (Value?)Dequantized(r, 2 + (3 * i))).ToArray();
        return [Quantized(r, r.Graph.Emit("Concat", parts, r.Attributes("axis")), 0)];
    }

    // A, B and the bias, an int32 of scale α·A·B; without an output scale the answer is float.
    private static Value?[] QGemm(Rewriting r)
    {
        float alpha = r.Node.Float("alpha", 1);
        Value? bias = r.HasX(6) ? r.X(6).Cast(DataType.Float) * (r.X(1) * r.X(4) * alpha) : null;
        var y = r.Graph.Emit("Gemm", [Dequantized(r, 0), Dequantized(r, 3, 1 - r.Node.Int("transB")), bias], r.Attributes("alpha", "transA", "transB"));
        return [r.HasX(7) ? Quantized(r, y, 7) : y];
    }

    private static Value?[] DynamicQuantizeMatMul(Rewriting r)
    {
        var quantized = r.Graph.EmitMany("DynamicQuantizeLinear", 3, [r.X(0)]);
        var a = r.Graph.Emit("DequantizeLinear", [quantized[0], quantized[1], quantized[2]]);
        return [Biased(r, a.Apply("MatMul", Dequantized(r, r.X(1), r.X(2), r.FindX(3), -1)), 4)];
    }
}
