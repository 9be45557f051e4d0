using Saliency.Onnx;
using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>Branches of several kernels, some in two halves, one an average pool; joined (Szegedy et al., 2016).</summary>
internal static class InceptionNetwork
{
    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = n.MaxPool(n.Relu(n.ConvNorm(n.Image, 3, 12, stride: 2)), 3, 2, pad: 1);
        x = Mixed(n, x, 12);
        x = Smaller(n, x, 24);
        x = n.Called(Mixed(n, x, 48), Features);
        return n.Output(n.Dense(n.Node("Dropout", [n.Pooled(x)]), 24, Classes), "logits").Bytes();
    }

    private static string Mixed(NetworkBuilder n, string x, int from)
    {
        string one = Unit(n, x, from, 6, (1, 1));
        string five = Unit(n, Unit(n, x, from, 4, (1, 1)), 4, 6, (5, 5));
        string halves = Unit(n, Unit(n, Unit(n, x, from, 4, (1, 1)), 4, 6, (1, 7)), 6, 6, (7, 1));
        string pool = Unit(n, n.Node("AveragePool", [x], Nodes.Integers("kernel_shape", 3, 3), Nodes.Integers("pads", 1, 1, 1, 1), Nodes.Integer("count_include_pad", 1)), from, 6, (1, 1));
        return n.Concat(1, one, five, halves, pool);
    }

    private static string Smaller(NetworkBuilder n, string x, int from)
    {
        string strided = n.Relu(n.ConvNorm(x, from, 12, stride: 2));
        string deep = n.Relu(n.ConvNorm(Unit(n, Unit(n, x, from, 6, (1, 1)), 6, 8, (3, 3)), 8, 12, stride: 2));
        return n.Concat(1, strided, deep, n.MaxPool(x, 3, 2, pad: 1));
    }

    private static string Unit(NetworkBuilder n, string x, int from, int to, (int, int) kernel) => n.Relu(n.BatchNorm(n.Conv(x, from, to, kernel, bias: false), to));
}
