namespace Saliency.Onnx.Surgery;

/// <summary>Drops what no output needs: nodes that would be computed for nothing, weights that would be loaded for nothing.</summary>
internal static class PrunePass
{
    public static void Apply(GraphProto graph)
    {
        var needed = new GraphView(graph).AncestorsOf(graph.Output.Select(o => o.Name));
        NodeProto[] nodes = [.. graph.Node.Where(n => n.Output.Any(needed.Contains))];
        TensorProto[] tensors = [.. graph.Initializer.Where(t => needed.Contains(t.Name))];
        if (nodes.Length < graph.Node.Count)
        {
            graph.Node.Clear();
            graph.Node.Add(nodes);
        }
        if (tensors.Length < graph.Initializer.Count)
        {
            graph.Initializer.Clear();
            graph.Initializer.Add(tensors);
        }
    }
}
