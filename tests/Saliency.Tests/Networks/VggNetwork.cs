using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Plain stacks of 3×3 convolutions with max pools between, then linear layers over the flattened map (Simonyan and Zisserman, 2015).</summary>
internal static class VggNetwork
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.Image;
        int from = 3;
        foreach (int to in (int[])[8, 16, 24, 32])
        {
            if (from > 3) x = n.MaxPool(x, 2, 2);
            x = n.Relu(n.Conv(x, from, to));
            x = n.Relu(n.Conv(x, to, to));
            from = to;
        }
        x = n.MaxPool(n.Called(x, Features), 2, 2);
        int length = 32 * 4 * 4;
        x = n.Relu(n.Dense(n.Reshape(x, 1, length), length, 64, NetworkBuilder.RectifierGain));
        return n.Output(n.Dense(n.Node("Dropout", [x]), 64, Classes), "logits").Bytes();
    }
}
