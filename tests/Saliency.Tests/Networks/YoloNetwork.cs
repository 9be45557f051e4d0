using Saliency.Onnx;
using static Saliency.Tests.Networks.SmallNetworks;

namespace Saliency.Tests.Networks;

/// <summary>A detector: blocks that work on half of their channels, pools of growing reach, a coarse map upsampled and joined to a finer one, and a head at each of
/// two scales whose distances to the sides are expectations over bins (Jocher et al., 2023).</summary>
internal static class YoloNetwork
{
    private const int Bins = 4;

    public static byte[] Build(bool fixedBatch)
    {
        var n = new NetworkBuilder(fixedBatch, Size);
        string x = Unit(n, Unit(n, n.Image, 3, 8, 3, 2), 8, 16, 3, 2);
        string fine = Halves(n, Unit(n, Halves(n, x, 16, 16), 16, 24, 3, 2), 24, 24);
        string coarse = Pyramid(n, Halves(n, Unit(n, fine, 24, 48, 3, 2), 48, 48), 48);
        coarse = n.Called(coarse, Features);
        string upsampled = n.Node("Resize", [coarse, "", n.Graph.Floats("twice", [4], 1, 1, 2, 2)],
            Text("mode", "nearest"), Text("nearest_mode", "floor"), Text("coordinate_transformation_mode", "asymmetric"));
        string joined = Halves(n, n.Concat(1, upsampled, fine), 72, 24);
        string heads = n.Concat(2, Head(n, joined, 24, Size / 8), Head(n, coarse, 48, Size / 16));
        int places = (Size / 8 * Size / 8) + (Size / 16 * Size / 16);
        string boxes = Expectation(n, n.Slice(heads, 1, 0, 4 * Bins), places);
        string scores = n.Node("Sigmoid", [n.Slice(heads, 1, 4 * Bins, (4 * Bins) + Classes)]);
        return n.Output(scores, "scores").Output(boxes, "boxes").Bytes();
    }

    private static string Unit(NetworkBuilder n, string x, int from, int to, int kernel = 1, int stride = 1) => n.Silu(n.ConvNorm(x, from, to, kernel, stride, gain: 3));

    // Half of the channels pass by, half go through a bottleneck, and every stage is kept.
    private static string Halves(NetworkBuilder n, string x, int from, int to)
    {
        int half = to / 2;
        string all = Unit(n, x, from, to);
        string kept = n.Slice(all, 1, 0, half), worked = n.Slice(all, 1, half, to);
        string deeper = n.Add(worked, Unit(n, Unit(n, worked, half, half, 3), half, half, 3));
        return Unit(n, n.Concat(1, kept, worked, deeper), 3 * half, to);
    }

    private static string Pyramid(NetworkBuilder n, string x, int channels)
    {
        string once = Unit(n, x, channels, channels / 2);
        string twice = n.MaxPool(once, 5, 1, pad: 2), thrice = n.MaxPool(twice, 5, 1, pad: 2);
        return Unit(n, n.Concat(1, once, twice, thrice, n.MaxPool(thrice, 5, 1, pad: 2)), 2 * channels, channels);
    }

    private static string Head(NetworkBuilder n, string x, int from, int side)
    {
        string boxes = n.Conv(Unit(n, x, from, 16, 3), 16, 4 * Bins, kernel: 1, gain: NetworkBuilder.LinearGain);
        string scores = n.Conv(Unit(n, x, from, 16, 3), 16, Classes, kernel: 1, gain: NetworkBuilder.LinearGain);
        return n.Reshape(n.Concat(1, boxes, scores), 1, (4 * Bins) + Classes, side * side);
    }

    private static string Expectation(NetworkBuilder n, string x, int places)
    {
        string bins = n.Node("Softmax", [n.Transpose(n.Reshape(x, 1, 4, Bins, places), 0, 2, 1, 3)], Nodes.Integer("axis", 1));
        string numbers = n.Graph.Floats("bins", [1, Bins, 1, 1], [.. Enumerable.Range(0, Bins).Select(b => (float)b)]);
        return n.Reshape(n.Node("Conv", [bins, numbers], Nodes.Integers("kernel_shape", 1, 1)), 1, 4, places);
    }

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) };
}
