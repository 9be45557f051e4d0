using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Every layer reads all before it; norm and rectifier come before the convolution (Huang et al., 2017).</summary>
internal static class DenseNetNetwork
{
    private const int Growth = 6;

    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        int channels = 12;
        string x = n.MaxPool(n.Relu(n.ConvNorm(n.Image, 3, channels, stride: 2)), 3, 2, pad: 1);
        x = Block(n, x, ref channels);
        x = n.AveragePool(n.Conv(n.Relu(n.BatchNorm(x, channels)), channels, channels / 2, kernel: 1, bias: false), 2, 2);
        channels /= 2;
        x = Block(n, x, ref channels);
        x = n.Called(n.Relu(n.BatchNorm(x, channels)), Features);
        return n.Output(n.Dense(n.Pooled(x), channels, Classes), "logits").Bytes();
    }

    private static string Block(NetworkBuilder n, string x, ref int channels)
    {
        for (int layer = 0; layer < 3; layer++, channels += Growth)
        {
            string narrow = n.Conv(n.Relu(n.BatchNorm(x, channels)), channels, 2 * Growth, kernel: 1, bias: false);
            x = n.Concat(1, x, n.Conv(n.Relu(n.BatchNorm(narrow, 2 * Growth)), 2 * Growth, Growth, bias: false));
        }
        return x;
    }
}
