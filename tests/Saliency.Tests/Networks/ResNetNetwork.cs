using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Bottlenecks with shortcuts, the first of a stage strided (He et al., 2016).</summary>
internal static class ResNetNetwork
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.MaxPool(n.Relu(n.ConvNorm(n.Image, 3, 8, kernel: 7, stride: 2)), 3, 2, pad: 1);
        int from = 8;
        foreach (var (width, stride) in ((int, int)[])[(4, 1), (8, 2)])
        {
            x = Block(n, x, from, width, stride);
            from = 4 * width;
            x = Block(n, x, from, width, 1);
        }
        return n.Output(n.Dense(n.Pooled(n.Called(x, Features)), from, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, int from, int width, int stride)
    {
        string inner = n.Relu(n.ConvNorm(x, from, width, kernel: 1));
        inner = n.Relu(n.ConvNorm(inner, width, width, stride: stride));
        inner = n.ConvNorm(inner, width, 4 * width, kernel: 1, gain: 0.5);
        string shortcut = from == 4 * width && stride == 1 ? x : n.ConvNorm(x, from, 4 * width, kernel: 1, stride: stride, gain: NetworkBuilder.LinearGain);
        return n.Relu(n.Add(inner, shortcut));
    }
}
