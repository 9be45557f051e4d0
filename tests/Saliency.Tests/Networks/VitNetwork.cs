using Saliency.Onnx;
using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Patches as tokens, a class token before them, two blocks of attention and perceptron, one with the norm taken apart (Dosovitskiy et al., 2021).</summary>
internal static class VitNetwork
{
    private const string Contributed = "com.microsoft";

    private const int Patch = 8, Side = Size / Patch, Tokens = (Side * Side) + 1, Width = 32, Heads = 4, Deep = Width / Heads;

    /// <summary>The network whose attention is written out.</summary>
    public static byte[] Build(bool fixedBatch) => Build(fixedBatch, AttentionForm.Plain);

    /// <summary>The same network, its attention in one of its forms.</summary>
    public static byte[] Build(bool fixedBatch, AttentionForm form)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        if (form is AttentionForm.Standard or AttentionForm.StandardByHeads) n.Graph.Model.OpsetImport[0].Version = 23;
        if (form is AttentionForm.Contributed or AttentionForm.MultiHead) n.Graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = Contributed, Version = 1 });
        string x = n.Conv(n.Image, 3, Width, (Patch, Patch), stride: Patch, gain: NetworkBuilder.LinearGain, pad: false);
        x = n.Transpose(n.Reshape(x, 1, Width, Side * Side), 0, 2, 1);
        x = n.Add(n.Concat(1, ClassToken(n), x), n.Uniform([1, Tokens, Width], -0.5, 0.5));
        x = Block(n, x, form, decomposed: true, last: false);
        x = Block(n, x, form, decomposed: false, last: true);
        string first = n.Node("Gather", [n.LayerNorm(x, Width), n.Place(0)], Nodes.Integer("axis", 1));
        return n.Output(n.Dense(first, Width, Classes), "logits").Bytes();
    }

    // One for every image: as many as the batch has, or one where the batch is fixed.
    private static string ClassToken(NetworkBuilder n)
    {
        string token = n.Uniform([1, 1, Width], -1, 1);
        if (n.FixedBatch) return n.Node("Expand", [token, n.Integers(1, 1, Width)]);
        string batch = n.Node("Gather", [n.Node("Shape", [n.Image]), n.Integers(0)], Nodes.Integer("axis", 0));
        return n.Node("Expand", [token, n.Concat(0, batch, n.Integers(1, Width))]);
    }

    private static string Block(NetworkBuilder n, string x, AttentionForm form, bool decomposed, bool last)
    {
        string entering = n.LayerNorm(x, Width, decomposed);
        if (last) entering = n.Called(entering, Features);
        x = n.Add(x, n.Linear(Attention(n, entering, form), Width, Width));
        string hidden = n.Gelu(n.Linear(n.LayerNorm(x, Width, decomposed), Width, 4 * Width));
        return n.Add(x, n.Linear(hidden, 4 * Width, Width));
    }

    private static string Attention(NetworkBuilder n, string x, AttentionForm form)
    {
        if (form == AttentionForm.Contributed)
            return OfDomain(n.Node("Attention", [x, n.Weights([Width, 3 * Width], Width, NetworkBuilder.LinearGain), n.Vector(3 * Width, -0.1, 0.1)], Nodes.Integer("num_heads", Heads)));
        string joined = n.Linear(x, Width, 3 * Width);
        string Third(int at) => n.Slice(joined, 2, at * Width, (at + 1) * Width);
        if (form == AttentionForm.MultiHead) return OfDomain(n.Node("MultiHeadAttention", [Third(0), Third(1), Third(2)], Nodes.Integer("num_heads", Heads)));
        if (form == AttentionForm.Standard)
            return n.Node("Attention", [Third(0), Third(1), Third(2)], Nodes.Integer("q_num_heads", Heads), Nodes.Integer("kv_num_heads", Heads));

        string all = n.Transpose(n.Reshape(joined, 1, Tokens, 3, Heads, Deep), 2, 0, 3, 1, 4);
        string Part(int at) => n.Node("Gather", [all, n.Place(at)], Nodes.Integer("axis", 0));
        return n.Reshape(n.Transpose(form == AttentionForm.StandardByHeads ? n.Node("Attention", [Part(0), Part(1), Part(2)]) : WrittenOut(), 0, 2, 1, 3), 1, Tokens, Width);

        string WrittenOut()
        {
            string scores = n.Node("MatMul", [n.Node("Mul", [Part(0), n.Scalar(1 / MathF.Sqrt(Deep))]), n.Transpose(Part(1), 0, 1, 3, 2)]);
            return n.Node("MatMul", [n.Node("Softmax", [scores], Nodes.Integer("axis", -1)), Part(2)]);
        }

        string OfDomain(string value)
        {
            n.Graph.Graph.Node[^1].Domain = Contributed;
            return value;
        }
    }
}

/// <summary>How a file may hold attention: written out, or as one node.</summary>
internal enum AttentionForm
{
    Plain,

    /// <summary><c>com.microsoft:Attention</c>.</summary>
    Contributed,

    /// <summary><c>com.microsoft:MultiHeadAttention</c>.</summary>
    MultiHead,

    /// <summary><c>Attention</c> of opset 23 on N×T×D.</summary>
    Standard,

    /// <summary><c>Attention</c> of opset 23 on N×heads×T×d.</summary>
    StandardByHeads,
}
