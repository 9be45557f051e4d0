using Saliency.Gradients;
using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Integrated gradients as a graph: the network sees every point of the way from a colour to the image as one large batch, and the image itself behind them.</summary>
internal sealed class PathEmission
{
    private const string Suffix = "/way";

    private readonly GraphEmitter _emit;
    private readonly long _points;
    private readonly long[] _imageDims;
    private readonly Value _difference;

    private PathEmission(GraphEmitter emit, long points, ImageShape shape, Value difference) =>
        (_emit, _points, _imageDims, _difference) = (emit, points, [shape.Channels, shape.Height, shape.Width], difference);

    /// <summary>Puts the way before a network and takes the answers to the image itself out behind it.</summary>
    public static PathEmission Insert(GraphProto graph, GraphEmitter emit, string image, IEnumerable<string> outputs, ExportOptions options, ImageShape shape)
    {
        // The network's own nodes read and write other names from now on; the file's names are those of the image and of its answers.
        NodeProto[] network = [.. graph.Node];
        string[] answers = [.. outputs.Distinct()];
        foreach (var node in network) Rename(node, image, answers);

        long points = options.Steps + 1;
        var x = emit[image];
        var difference = x - emit.Constant([.. options.Baseline], options.Baseline.Count, 1, 1);
        // The last point is the image.
        float[] remaining = [.. Enumerable.Range(0, options.Steps).Select(k => 1 - ((k + 0.5f) / options.Steps)), 0];
        var way = x.Unsqueeze(0) - (difference.Unsqueeze(0) * emit.Constant(remaining, points, 1, 1, 1, 1));
        var path = new PathEmission(emit, points, shape, difference);
        graph.Node.Add(Nodes.Make("Reshape", [way.Name, emit.Integers([-1, .. path._imageDims]).Name], [image + Suffix]));
        foreach (string answer in answers) path.TakeOut(graph, answer);
        return path;
    }

    /// <summary>Where the answers at all points are, (points·N)×….</summary>
    public static string NameOnTheWay(string name) => name + Suffix;

    /// <summary>N×K for each image, repeated for all points.</summary>
    public Value Repeated(Value perImage, int length) =>
        perImage.Unsqueeze(0).Expand(_emit.Integers(_points, 1, 1)).Reshape(-1, length);

    /// <summary>(x − baseline)·mean of the gradients over the points before the last.</summary>
    public Value Integral(Value gradients)
    {
        var weights = new float[_points];
        Array.Fill(weights, 1f / (_points - 1));
        weights[^1] = 0;
        var sum = (gradients.Reshape([_points, -1, .. _imageDims]) * _emit.Constant(weights, _points, 1, 1, 1, 1)).Sum([0], keep: false);
        return _difference * sum;
    }

    private void TakeOut(GraphProto graph, string answer)
    {
        // [points·N, …] → [points, N, …] → the last.
        var all = _emit[answer + Suffix];
        var shape = _emit.Emit("Concat", [_emit.Integers(_points, -1), _emit.Emit("Slice", [all.Shape(), _emit.Integers(1), _emit.Integers(long.MaxValue)])], ("axis", 0L));
        graph.Node.Add(Nodes.Make("Gather", [all.Reshape(shape).Name, _emit.Index(_points - 1).Name], [answer]));
    }

    private static void Rename(NodeProto node, string image, string[] answers)
    {
        for (int i = 0; i < node.Input.Count; i++)
            if (node.Input[i] == image || answers.Contains(node.Input[i])) node.Input[i] += Suffix;
        for (int i = 0; i < node.Output.Count; i++)
        {
            if (!answers.Contains(node.Output[i])) continue;
            node.Output[i] += Suffix;
            // It may be named after its output, as the node is that gives the file's answer from now on.
            node.Name += Suffix;
        }
        foreach (var inner in node.Subgraphs().SelectMany(g => g.Node)) Rename(inner, image, answers);
    }
}
