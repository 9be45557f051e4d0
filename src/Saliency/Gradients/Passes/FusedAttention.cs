using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Passes;

/// <summary>ONNX Runtime's attention nodes in their plain form: softmax(Q·Kᵀ·scale + bias)·V per head. Masks, caches, rotation and causality stay, and are refused by name.</summary>
internal static class FusedAttention
{
    // input N×S×D, weights D×(q + k + v), bias q + k + v, mask, past, attention bias
    public static Value?[]? Attention(Rewriting r)
    {
        if (!IsPlain(r, 3, 4, 6)) return null;
        var joined = r.X(0).Apply("MatMul", r.X(1));
        if (r.HasX(2)) joined += r.X(2);
        var parts = r.Node.Ints("qkv_hidden_sizes") is { } sizes
            ? r.Graph.EmitMany("Split", 3, [joined, r.Graph.Integers(sizes)], ("axis", -1L))
            : r.Graph.EmitMany("Split", 3, [joined], ("axis", -1L), ("num_outputs", 3L));
        return [Attend(r, Heads(r, parts[0]), Heads(r, parts[1]), Heads(r, parts[2]), r.FindX(5))];
    }

    // query N×S×D, key N×L×D, value N×L×E, bias D + D + E, key padding mask, attention bias, past key, past value; the packed forms run on CUDA alone
    public static Value?[]? MultiHeadAttention(Rewriting r)
    {
        if (!r.HasX(1) || !r.HasX(2) || !IsPlain(r, 4, 6, 7, 8, 9)) return null;
        Value query = r.X(0), key = r.X(1), value = r.X(2);
        if (r.HasX(3))
        {
            // The bias is cut where query, key and value end.
            Value Width(Value x) => x.Apply("Shape", ("start", -1L));
            var widths = r.Graph.Emit("Concat", [Width(query), Width(key), Width(value)], ("axis", 0L));
            var biases = r.Graph.EmitMany("Split", 3, [r.X(3), widths], ("axis", 0L));
            (query, key, value) = (query + biases[0], key + biases[1], value + biases[2]);
        }
        return [Attend(r, Heads(r, query), Heads(r, key), Heads(r, value), r.FindX(5))];
    }

    private static bool IsPlain(Rewriting r, params int[] absent) =>
        !absent.Any(r.HasX) && !r.HasY(1) && r.Node.Int("unidirectional") == 0 && r.Node.Int("do_rotary") == 0 && r.Node.Int("past_present_share_buffer") == 0;

    /// <summary>N×S×D → N×heads×S×d.</summary>
    private static Value Heads(Rewriting r, Value x) => x.Reshape(0, 0, r.Node.Int("num_heads"), -1).Transpose(0, 2, 1, 3);

    private static Value Attend(Rewriting r, Value query, Value key, Value value, Value? bias)
    {
        float given = r.Node.Float("scale");
        var scale = given != 0 ? r.Graph.Constant(given) : 1 / query.Apply("Shape", ("start", 3L)).Cast(DataType.Float).Apply("Sqrt");
        var scores = (query * scale).Apply("MatMul", key.Transpose(0, 1, 3, 2));
        if (bias is { } added) scores += added;
        return scores.Apply("Softmax", ("axis", -1L)).Apply("MatMul", value).Transpose(0, 2, 1, 3).Reshape(r.Graph.Integers(0, 0, -1));
    }
}
