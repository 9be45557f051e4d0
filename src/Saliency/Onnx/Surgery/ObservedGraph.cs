namespace Saliency.Onnx.Surgery;

/// <summary>What the values of a graph looked like in a run of one image.</summary>
/// <param name="Shapes">Shapes by name.</param>
/// <param name="Integers">The numbers of values that operators read as shapes, axes and places; those that are constants in the graph are absent.</param>
internal sealed record ObservedGraph(IReadOnlyDictionary<string, long[]> Shapes, IReadOnlyDictionary<string, long[]> Integers)
{
    private static readonly Dictionary<string, int[]> Operands = new()
    {
        ["Reshape"] = [1], ["Expand"] = [1], ["Tile"] = [1], ["Slice"] = [1, 2, 3, 4], ["Pad"] = [1, 3], ["Resize"] = [3], ["Squeeze"] = [1], ["Unsqueeze"] = [1],
    };

    /// <summary>The values whose numbers are to be observed.</summary>
    public static string[] NumbersWanted(GraphView view, string image)
    {
        var depends = view.DependentsOf(image);
        IEnumerable<string> Of(NodeProto node)
        {
            var places = node.OpType.StartsWith("Reduce", StringComparison.Ordinal) ? [1] : Operands.GetValueOrDefault(node.OpType, []);
            return places.Where(p => p < node.Input.Count).Select(p => node.Input[p]);
        }
        return [.. view.Graph.Node.SelectMany(Of).Where(v => v.Length > 0 && !depends.Contains(v) && view.ProducerIndex(v) >= 0 && view.Constant(v) is null).Distinct()];
    }
}
