namespace Saliency.Onnx.Surgery;

/// <summary>For each operator: where the images lie in what it gives, and what has to be repaired for that.</summary>
internal static class BatchRules
{
    // Which images a place along the first axis belongs to does not matter to these; their other operands are the same for all.
    private static readonly HashSet<string> ImagesFirst =
    [
        "Conv", "FusedConv", "ConvTranspose", "ConvInteger", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "BatchNormalization",
        "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth", "Upsample",
    ];

    private static readonly HashSet<string> Elementwise =
    [
        "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus", "Softsign", "Tanh", "Erf", "Gelu", "FastGelu", "QuickGelu", "BiasGelu",
        "Mish", "ThresholdedRelu", "Clip", "Exp", "Log", "Sqrt", "Pow", "Abs", "Neg", "Reciprocal", "Sin", "Cos", "Tan", "Atan", "Floor", "Ceil", "Round", "Sign", "Add", "Sub", "Mul", "Div",
        "Min", "Max", "Mean", "Sum", "Mod", "Where", "Cast", "Identity", "Dropout", "Not", "And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "IsNaN", "IsInf",
        "Swish",
    ];

    /// <returns>null where the images would be mixed or the operator is not known; the pass then holds the reason.</returns>
    public static BatchPlace? Follow(BatchPass pass, NodeProto node)
    {
        if (Elementwise.Contains(node.OpType)) return Broadcast(pass, node);
        if (node.Domain is not ("" or "ai.onnx") && node.OpType != "FusedConv") return pass.Refuse(node, "is an operator that cannot be followed");
        if (ImagesFirst.Contains(node.OpType)) return First(pass, node);
        if (node.OpType.StartsWith("Reduce", StringComparison.Ordinal)) return BatchAxisRules.Reduce(pass, node);
        return node.OpType switch
        {
            "Reshape" => BatchShapeRules.Reshape(pass, node),
            "Flatten" => BatchShapeRules.Flatten(pass, node),
            "Squeeze" => BatchShapeRules.Squeeze(pass, node),
            "Unsqueeze" => BatchShapeRules.Unsqueeze(pass, node),
            "Expand" => BatchShapeRules.Expand(pass, node),
            "Tile" => BatchShapeRules.Tile(pass, node),
            "Pad" => BatchShapeRules.Pad(pass, node),
            "Resize" => BatchShapeRules.Resize(pass, node),
            "Transpose" => BatchAxisRules.Transpose(pass, node),
            "Concat" => BatchAxisRules.Concat(pass, node),
            "Slice" => BatchAxisRules.Slice(pass, node),
            "Gather" => BatchAxisRules.Gather(pass, node),
            "Softmax" or "LogSoftmax" => BatchAxisRules.Softmax(pass, node),
            "Split" or "ArgMax" or "ArgMin" or "TopK" or "CumSum" or "LpNormalization" or "GatherElements" => BatchAxisRules.Along(pass, node),
            "LayerNormalization" or "Trilu" => BatchAxisRules.Behind(pass, node),
            "QuantizeLinear" or "DequantizeLinear" => BatchAxisRules.Quantize(pass, node),
            "MatMul" or "MatMulInteger" => BatchProductRules.MatMul(pass, node),
            "Gemm" => BatchProductRules.Gemm(pass, node),
            "Einsum" => BatchProductRules.Einsum(pass, node),
            _ => pass.Refuse(node, "is an operator that cannot be followed"),
        };
    }

    /// <summary>The place of the one operand that carries images, which is to be the first.</summary>
    public static BatchPlace? Only(BatchPass pass, NodeProto node)
    {
        for (int i = 1; i < node.Input.Count; i++)
            if (pass.Place(node, i) is not null) return pass.Refuse(node, $"reads an operand '{node.Input[i]}' that differs from image to image");
        return pass.Place(node, 0) ?? pass.Refuse(node, "has an inner graph that reads values which differ from image to image");
    }

    private static BatchPlace? First(BatchPass pass, NodeProto node) => Only(pass, node) switch
    {
        { Axis: 0 } place => place,
        { } place => pass.Refuse(node, $"takes axis {place.Axis}, along which the images lie, for another"),
        null => null,
    };

    private static BatchPlace? Broadcast(BatchPass pass, NodeProto node)
    {
        int rank = node.Input.Where(i => i.Length > 0).Max(i => pass.Shape(i).Length);
        BatchPlace? found = null;
        foreach (string input in node.Input)
        {
            if (pass.Place(input) is not { } place) continue;
            place = place with { Axis = place.Axis + rank - pass.Shape(input).Length };
            if (found is { } other && other != place) return pass.Refuse(node, "joins values in which the images lie along different axes");
            found = place;
        }
        foreach (string input in node.Input)
        {
            if (input.Length == 0 || pass.Place(input) is not null || found is not { } place) continue;
            long[] shape = pass.Shape(input);
            int axis = place.Axis - (rank - shape.Length);
            if (axis >= 0 && shape[axis] != 1) return pass.Refuse(node, $"joins '{input}' [{string.Join(", ", shape)}] to the axis along which the images lie");
        }
        return found;
    }
}
