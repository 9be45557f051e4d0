using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Inverted residuals with SiLU, kernels of 3 and 5, and gates from the maps' means (Tan and Le, 2019).</summary>
internal static class EfficientNetNetwork
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.Silu(n.ConvNorm(n.Image, 3, 8, stride: 2));
        int from = 8;
        foreach (var (to, kernel, stride) in ((int, int, int)[])[(8, 3, 1), (12, 5, 2), (12, 5, 1), (16, 3, 2)])
        {
            x = Block(n, x, from, to, kernel, stride);
            from = to;
        }
        x = n.Called(n.Silu(n.ConvNorm(x, from, 48, kernel: 1)), Features);
        return n.Output(n.Dense(n.Node("Dropout", [n.Pooled(x)]), 48, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, int from, int to, int kernel, int stride)
    {
        int wide = 4 * from, narrow = Math.Max(1, from / 4);
        string inner = n.Silu(n.ConvNorm(x, from, wide, kernel: 1));
        inner = n.Silu(n.ConvNorm(inner, wide, wide, kernel, stride, groups: wide));
        string gate = n.Silu(n.Conv(n.Node("GlobalAveragePool", [inner]), wide, narrow, kernel: 1));
        inner = n.Node("Mul", [inner, n.Node("Sigmoid", [n.Conv(gate, narrow, wide, kernel: 1)])]);
        // Gates of about one half: the gain makes up for them.
        inner = n.ConvNorm(inner, wide, to, kernel: 1, gain: 4);
        return from == to && stride == 1 ? n.Add(x, inner) : inner;
    }
}
