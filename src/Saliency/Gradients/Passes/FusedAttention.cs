using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Passes;

/// <summary>Attention that is one node, ONNX Runtime's and the standard's, in its plain form: softmax(Q·Kᵀ·scale + bias)·V per head. Masks, caches, rotation and causality stay, and are refused by name.</summary>
internal static class FusedAttention
{
    /// <summary>How each operator is written in plain ones.</summary>
    public static IReadOnlyDictionary<string, Func<Rewriting, Value?[]?>> Rewritings { get; } = new Dictionary<string, Func<Rewriting, Value?[]?>>
    {
        ["Attention"] = Standard,
        [$"{FusedOperators.Domain}:Attention"] = Attention,
        [$"{FusedOperators.Domain}:MultiHeadAttention"] = MultiHeadAttention,
    };

    // query, key and value, each N×heads×S×d or N×S×D and then the heads are named, mask, past key, past value, lengths without padding
    private static Value?[]? Standard(Rewriting r)
    {
        long heads = r.Node.Int("q_num_heads");
        bool biased = r.ConstantType(3) == DataType.Float;
        if (heads != r.Node.Int("kv_num_heads") || r.HasX(3) != biased || r.HasY(2) || r.HasY(3) || r.Node.Int("is_causal") != 0 || r.Node.Float("softcap") != 0 || !IsPlain(r, 4, 5, 6)) return null;
        var bias = r.FindX(3);
        return [heads == 0
            ? Attend(r, r.X(0), r.X(1), r.X(2), bias)
            : Joined(r, Attend(r, Heads(r.X(0), heads), Heads(r.X(1), heads), Heads(r.X(2), heads), bias))];
    }

    // input N×S×D, weights D×(q + k + v), bias q + k + v, mask, past, attention bias
    private static Value?[]? Attention(Rewriting r)
    {
        if (!IsPlain(r, 3, 4, 6)) return null;
        var joined = r.X(0).Apply("MatMul", r.X(1));
        if (r.HasX(2)) joined += r.X(2);
        var parts = r.Node.Ints("qkv_hidden_sizes") is { } sizes
            ? r.Graph.EmitMany("Split", 3, [joined, r.Graph.Integers(sizes)], ("axis", -1L))
            : r.Graph.EmitMany("Split", 3, [joined], ("axis", -1L), ("num_outputs", 3L));
        return [AttendByHeads(r, parts[0], parts[1], parts[2])];
    }

    // query N×S×D, key N×L×D, value N×L×E, bias D + D + E, key padding mask, attention bias, past key, past value; the packed forms run on CUDA alone
    private static Value?[]? MultiHeadAttention(Rewriting r)
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
        return [AttendByHeads(r, query, key, value)];
    }

    private static bool IsPlain(Rewriting r, params int[] absent) =>
        !absent.Any(r.HasX) && !r.HasY(1) && r.Node.Int("unidirectional") == 0 && r.Node.Int("do_rotary") == 0 && r.Node.Int("past_present_share_buffer") == 0;

    private static Value AttendByHeads(Rewriting r, Value query, Value key, Value value)
    {
        long heads = r.Node.Int("num_heads");
        return Joined(r, Attend(r, Heads(query, heads), Heads(key, heads), Heads(value, heads), r.FindX(5)));
    }

    /// <summary>N×S×D → N×heads×S×d.</summary>
    private static Value Heads(Value x, long heads) => x.Reshape(0, 0, heads, -1).Transpose(0, 2, 1, 3);

    /// <summary>N×heads×S×d → N×S×D.</summary>
    private static Value Joined(Rewriting r, Value x) => x.Transpose(0, 2, 1, 3).Reshape(r.Graph.Integers(0, 0, -1));

    private static Value Attend(Rewriting r, Value query, Value key, Value value, Value? bias)
    {
        float given = r.Node.Float("scale");
        var scale = given != 0 ? r.Graph.Constant(given) : 1 / query.Apply("Shape", ("start", 3L)).Cast(DataType.Float).Apply("Sqrt");
        var scores = (query * scale).Apply("MatMul", key.Transpose(0, 1, 3, 2));
        if (bias is { } added) scores += added;
        return scores.Apply("Softmax", ("axis", -1L)).Apply("MatMul", value);
    }
}
