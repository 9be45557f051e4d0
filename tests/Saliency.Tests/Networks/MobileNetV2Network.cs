using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Inverted residuals: wide depthwise convolutions between narrow linear ones; ReLU6 (Sandler et al., 2018).</summary>
internal static class MobileNetV2Network
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.Relu6(n.ConvNorm(n.Image, 3, 8, stride: 2));
        int from = 8;
        foreach (var (to, stride, widening) in ((int, int, int)[])[(6, 1, 1), (8, 2, 4), (8, 1, 4), (12, 2, 4), (12, 1, 4)])
        {
            x = Block(n, x, from, to, stride, widening);
            from = to;
        }
        x = n.Called(n.Relu6(n.ConvNorm(x, from, 48, kernel: 1)), Features);
        return n.Output(n.Dense(n.Pooled(x), 48, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, int from, int to, int stride, int widening)
    {
        int wide = from * widening;
        string inner = widening == 1 ? x : n.Relu6(n.ConvNorm(x, from, wide, kernel: 1));
        inner = n.Relu6(n.ConvNorm(inner, wide, wide, stride: stride, groups: wide));
        inner = n.ConvNorm(inner, wide, to, kernel: 1, gain: NetworkBuilder.LinearGain);
        return from == to && stride == 1 ? n.Add(x, inner) : inner;
    }
}
