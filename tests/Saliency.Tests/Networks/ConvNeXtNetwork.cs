using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Depthwise 7×7 convolutions, then norm and perceptron over the channels of each place, scaled layer by layer (Liu et al., 2022).</summary>
internal static class ConvNeXtNetwork
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        int width = 16;
        string x = Norm(n, n.Conv(n.Image, 3, width, (4, 4), stride: 4, gain: NetworkBuilder.LinearGain, pad: false), width);
        x = Block(n, Block(n, x, width), width);
        x = n.Conv(Norm(n, x, width), width, 2 * width, (2, 2), stride: 2, gain: NetworkBuilder.LinearGain, pad: false);
        width *= 2;
        x = n.Called(Block(n, Block(n, x, width), width), Features);
        return n.Output(n.Dense(n.LayerNorm(n.Pooled(x), width), width, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, int width)
    {
        string places = n.Transpose(n.Conv(x, width, width, kernel: 7, groups: width, gain: NetworkBuilder.LinearGain), 0, 2, 3, 1);
        string inner = n.Linear(n.Gelu(n.Linear(n.LayerNorm(places, width), width, 4 * width)), 4 * width, width);
        inner = n.Node("Mul", [n.Vector(width, 0.5, 1), inner]);
        return n.Add(x, n.Transpose(inner, 0, 3, 1, 2));
    }

    // The norm of maps: over the channels of each place.
    private static string Norm(NetworkBuilder n, string x, int width) => n.Transpose(n.LayerNorm(n.Transpose(x, 0, 2, 3, 1), width, decomposed: true), 0, 3, 1, 2);
}
