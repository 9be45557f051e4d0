namespace Saliency.Onnx.Surgery;

/// <summary>Puts the nodes in the order of computation, as the format asks; passes and walks rely on it.</summary>
internal static class SortPass
{
    /// <exception cref="ModelFormatException">The nodes form a ring, or read a value that nothing makes.</exception>
    public static void Apply(GraphProto graph)
    {
        var view = new GraphView(graph);
        var known = graph.Input.Select(v => v.Name).Concat(graph.Initializer.Select(t => t.Name)).ToHashSet();
        var waiting = new int[graph.Node.Count];
        var ready = new SortedSet<int>();
        for (int n = 0; n < graph.Node.Count; n++)
        {
            foreach (string read in graph.Node[n].Input)
            {
                if (read.Length > 0 && view.ProducerIndex(read) < 0 && !known.Contains(read))
                    throw new ModelFormatException($"Expected every value to be made, got none that makes '{read}' for {graph.Node[n].OpType} '{graph.Node[n].Name}'.");
            }
            waiting[n] = graph.Node[n].Reads().Distinct().Count(r => view.ProducerIndex(r) >= 0);
            if (waiting[n] == 0) ready.Add(n);
        }
        var order = new List<int>(graph.Node.Count);
        while (ready.Count > 0)
        {
            int n = ready.Min;
            ready.Remove(n);
            order.Add(n);
            foreach (string output in graph.Node[n].Output.Where(o => o.Length > 0))
                foreach (int reader in view.Consumers(output))
                    if (--waiting[reader] == 0) ready.Add(reader);
        }
        if (order.Count < graph.Node.Count)
            throw new ModelFormatException($"Expected a graph without rings, got one through '{graph.Node[Array.FindIndex(waiting, w => w > 0)].Name}'.");
        if (order.SequenceEqual(Enumerable.Range(0, order.Count))) return;
        NodeProto[] sorted = [.. order.Select(n => graph.Node[n])];
        graph.Node.Clear();
        graph.Node.Add(sorted);
    }
}
