using Saliency.Gradients.Rules;
using Saliency.Onnx;

namespace Saliency.Gradients.Passes;

/// <summary>Takes ONNX Runtime's fused operators, which its optimised files carry, apart into plain ones. A form that is not plain (masks, caches) stays, and is refused by name.</summary>
internal static class FusedOperators
{
    public const string Domain = "com.microsoft";

    /// <summary>How each operator is written in plain ones.</summary>
    public static IReadOnlyDictionary<string, Func<Rewriting, Value?[]?>> Rewritings { get; } = new Dictionary<string, Func<Rewriting, Value?[]?>>(FusedAttention.Rewritings)
    {
        [$"{Domain}:FusedConv"] = r => [FusedConv(r)],
        [$"{Domain}:FusedGemm"] = r => [Activated(r, r.Graph.Emit("Gemm", [r.X(0), r.X(1), r.FindX(2)], r.Attributes("alpha", "beta", "transA", "transB")),
            r.Node.Float("activation_alpha"), r.Node.Float("activation_beta"))],
        [$"{Domain}:FusedMatMul"] = r => [FusedMatMul(r)],
        [$"{Domain}:Gelu"] = r => [Gelu(r.X())],
        [$"{Domain}:BiasGelu"] = r => [Gelu(r.X(0) + r.X(1))],
        [$"{Domain}:FastGelu"] = r => [FastGelu(r.HasX(1) ? r.X(0) + r.X(1) : r.X(0))],
        [$"{Domain}:QuickGelu"] = r => [r.X() * (r.X() * r.Node.Float("alpha", 1.702f)).Apply("Sigmoid")],
        [$"{Domain}:BiasAdd"] = r => [r.X(0) + r.X(1) + r.X(2)],
        [$"{Domain}:BiasSplitGelu"] = BiasSplitGelu,
        [$"{Domain}:SkipLayerNormalization"] = SkipLayerNormalization,
        [$"{Domain}:SkipSimplifiedLayerNormalization"] = SkipSimplifiedLayerNormalization,
        ["SimplifiedLayerNormalization"] = SimplifiedLayerNormalization,
        [$"{Domain}:LayerNormalization"] = r => [r.Graph.Emit("LayerNormalization", [r.X(0), r.X(1), r.FindX(2)], r.Attributes("axis", "epsilon"))],
    };

    public static void Apply(ModelProto model) => Rewriting.Apply(model.Graph, Rewritings);

    private static Value FusedConv(Rewriting r)
    {
        var conv = r.Graph.Emit("Conv", [r.X(0), r.X(1), r.FindX(2)], r.Attributes("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"));
        float[] parameters = r.Node.Floats("activation_params") ?? [];
        return Activated(r, r.HasX(3) ? conv + r.X(3) : conv, parameters.ElementAtOrDefault(0), parameters.ElementAtOrDefault(1));
    }

    /// <summary>The activation that a fused node names; its parameters in the order of ONNX Runtime.</summary>
    private static Value Activated(Rewriting r, Value x, float first, float second) => r.Node.Text("activation") switch
    {
        "" => x,
        "LeakyRelu" => x.Apply("LeakyRelu", ("alpha", first)),
        "HardSigmoid" => x.Apply("HardSigmoid", ("alpha", first), ("beta", second)),
        "Clip" => r.Graph.Emit("Clip", [x, r.Graph.Constant(first), r.Graph.Constant(second)]),
        var plain => x.Apply(plain),
    };

    // Transposition of unknown rank is Einsum's: "trans" swaps the last two axes, "transBatch" makes the first axis the last but one.
    private static Value FusedMatMul(Rewriting r)
    {
        var product = Moved(r.X(0), "A").Apply("MatMul", Moved(r.X(1), "B"));
        return product * r.Node.Float("alpha", 1);

        Value Moved(Value x, string side) => (r.Node.Int("trans" + side), r.Node.Int("transBatch" + side)) switch
        {
            (0, 0) => x,
            (_, 0) => x.Apply("Einsum", ("equation", "...ij->...ji")),
            (0, _) => x.Apply("Einsum", ("equation", "i...j->...ij")),
            _ => x.Apply("Einsum", ("equation", "i...j->...ji")),
        };
    }

    private static Value Gelu(Value x) => x * 0.5f * ((x * 0.7071067811865476f).Apply("Erf") + 1);

    private static Value FastGelu(Value x) => x * 0.5f * (((x + (x * x * x * 0.044715f)) * 0.7978845608028654f).Apply("Tanh") + 1);

    private static Value?[] BiasSplitGelu(Rewriting r)
    {
        var halves = r.Graph.EmitMany("Split", 2, [r.X(0) + r.X(1)], ("axis", -1L), ("num_outputs", 2L));
        return [halves[0] * Gelu(halves[1])];
    }

    private static Value?[] SkipLayerNormalization(Rewriting r)
    {
        var sum = r.HasX(4) ? r.X(0) + r.X(1) + r.X(4) : r.X(0) + r.X(1);
        float epsilon = r.Node.Float("epsilon", 1e-12f);
        var normalized = r.Graph.Emit("LayerNormalization", [sum, r.X(2), r.FindX(3)], ("axis", -1L), ("epsilon", epsilon));
        if (!r.HasY(1) && !r.HasY(2)) return [normalized, null, null, sum];
        var mean = sum.Mean([-1]);
        return [normalized, mean, 1 / (Activations.Square(sum - mean).Mean([-1]) + epsilon).Apply("Sqrt"), sum];
    }

    private static Value?[] SkipSimplifiedLayerNormalization(Rewriting r)
    {
        var sum = r.HasX(3) ? r.X(0) + r.X(1) + r.X(3) : r.X(0) + r.X(1);
        var inverse = InverseRoot(sum, r.Node.Float("epsilon", 1e-12f));
        return [sum * inverse * r.X(2), null, inverse, sum];
    }

    private static Value?[]? SimplifiedLayerNormalization(Rewriting r)
    {
        if (r.Node.Int("axis", -1) != -1) return null;
        var inverse = InverseRoot(r.X(0), r.Node.Float("epsilon", 1e-5f));
        return [r.X(0) * inverse * r.X(1), inverse];
    }

    private static Value InverseRoot(Value x, float epsilon) => 1 / ((x * x).Mean([-1]) + epsilon).Apply("Sqrt");
}
