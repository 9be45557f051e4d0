using Saliency.Onnx;
using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Patches as tokens, a class token before them, two blocks of attention and perceptron, one with the norm taken apart (Dosovitskiy et al., 2021).</summary>
internal static class VitNetwork
{
    private const int Patch = 8, Side = Size / Patch, Tokens = (Side * Side) + 1, Width = 32, Heads = 4, Deep = Width / Heads;

    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.Conv(n.Image, 3, Width, (Patch, Patch), stride: Patch, gain: NetworkBuilder.LinearGain, pad: false);
        x = n.Transpose(n.Reshape(x, 1, Width, Side * Side), 0, 2, 1);
        x = n.Add(n.Concat(1, ClassToken(n), x), n.Uniform([1, Tokens, Width], -0.5, 0.5));
        x = Block(n, x, decomposed: true, last: false);
        x = Block(n, x, decomposed: false, last: true);
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

    private static string Block(NetworkBuilder n, string x, bool decomposed, bool last)
    {
        string entering = n.LayerNorm(x, Width, decomposed);
        if (last) entering = n.Called(entering, Features);
        x = n.Add(x, n.Linear(Attention(n, entering), Width, Width));
        string hidden = n.Gelu(n.Linear(n.LayerNorm(x, Width, decomposed), Width, 4 * Width));
        return n.Add(x, n.Linear(hidden, 4 * Width, Width));
    }

    private static string Attention(NetworkBuilder n, string x)
    {
        string all = n.Transpose(n.Reshape(n.Linear(x, Width, 3 * Width), 1, Tokens, 3, Heads, Deep), 2, 0, 3, 1, 4);
        string Part(int at) => n.Node("Gather", [all, n.Place(at)], Nodes.Integer("axis", 0));
        string scores = n.Node("MatMul", [n.Node("Mul", [Part(0), n.Scalar(1 / MathF.Sqrt(Deep))]), n.Transpose(Part(1), 0, 1, 3, 2)]);
        string seen = n.Node("MatMul", [n.Node("Softmax", [scores], Nodes.Integer("axis", -1)), Part(2)]);
        return n.Reshape(n.Transpose(seen, 0, 2, 1, 3), 1, Tokens, Width);
    }
}
