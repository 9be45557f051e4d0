using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx.Surgery;

/// <summary>A value to give out.</summary>
/// <param name="Name">The value.</param>
/// <param name="ElementType">Its element type; <see cref="DataType.Undefined"/> gives it out as it is.</param>
/// <param name="BatchAxis">The axis along which the images lie.</param>
/// <param name="Rank">Its number of axes; needed where <paramref name="BatchAxis"/> is above 0.</param>
internal readonly record struct OutputRequest(string Name, int ElementType = 0, int BatchAxis = 0, int Rank = 0);

/// <summary>Makes the given values the outputs of a graph: float32, images along the first axis. Inner values can be read this way.</summary>
internal static class OutputPass
{
    /// <summary>Gives values out as they are.</summary>
    public static void Apply(GraphProto graph, IEnumerable<string> names) => Apply(graph, [.. names.Select(name => new OutputRequest(name))]);

    /// <returns>The name in the graph of each value asked for, in that order.</returns>
    public static string[] Apply(GraphProto graph, IReadOnlyList<OutputRequest> requests)
    {
        var view = new GraphView(graph);
        var names = new string[requests.Count];
        graph.Output.Clear();
        for (int i = 0; i < names.Length; i++)
        {
            var request = requests[i];
            string value = request.Name;
            if (request.BatchAxis > 0)
            {
                string moved = view.Fresh($"{request.Name}/images_first");
                long[] permutation = [request.BatchAxis, .. Enumerable.Range(0, request.Rank).Where(a => a != request.BatchAxis).Select(a => (long)a)];
                graph.Node.Add(Nodes.Transpose(value, moved, permutation));
                value = moved;
            }
            if (request.ElementType is not ((int)DataType.Float or (int)DataType.Undefined))
            {
                string cast = view.Fresh($"{request.Name}/float32");
                graph.Node.Add(Nodes.Cast(value, cast, DataType.Float));
                value = cast;
            }
            names[i] = value;
            if (graph.Output.All(o => o.Name != value))
                graph.Output.Add(new ValueInfoProto { Name = value, Type = TypeOf(request) });
        }
        return names;
    }

    // Without a shape: the runtime infers it, and the file's may be wrong after surgery.
    private static TypeProto? TypeOf(OutputRequest request) => request.ElementType == (int)DataType.Undefined
        ? null
        : new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } };
}
