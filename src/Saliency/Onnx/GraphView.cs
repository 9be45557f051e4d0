namespace Saliency.Onnx;

/// <summary>Who makes and who reads each value of a graph. A snapshot: made anew after surgery.</summary>
internal sealed class GraphView
{
    private readonly Dictionary<string, int> _producers = [];
    private readonly Dictionary<string, List<int>> _consumers = [];
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly HashSet<string> _names = [];

    public GraphView(GraphProto graph)
    {
        Graph = graph;
        _constants = Constants.Of(graph);
        foreach (var input in graph.Input) _names.Add(input.Name);
        foreach (var tensor in graph.Initializer) _names.Add(tensor.Name);
        for (int n = 0; n < graph.Node.Count; n++)
        {
            var node = graph.Node[n];
            foreach (string output in node.Output)
            {
                if (output.Length == 0) continue;
                _producers[output] = n;
                _names.Add(output);
            }
            foreach (string input in node.Reads().Distinct())
            {
                _names.Add(input);
                if (!_consumers.TryGetValue(input, out var readers)) _consumers[input] = readers = [];
                readers.Add(n);
            }
        }
    }

    public GraphProto Graph { get; }

    /// <summary>The node that makes a value; null for inputs and initializers.</summary>
    public NodeProto? Producer(string value) => _producers.TryGetValue(value, out int n) ? Graph.Node[n] : null;

    /// <summary>Index of the node that makes a value; -1 for inputs and initializers.</summary>
    public int ProducerIndex(string value) => _producers.GetValueOrDefault(value, -1);

    /// <summary>Indices of the nodes that read a value, rising.</summary>
    public IReadOnlyList<int> Consumers(string value) => _consumers.TryGetValue(value, out var readers) ? readers : [];

    /// <summary>The constant behind a name: an initializer or a Constant node; null for other values.</summary>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>A name that nothing in the graph has yet; each call gives another.</summary>
    public string Fresh(string wish)
    {
        string name = wish;
        for (int i = 1; !_names.Add(name); i++) name = $"{wish}.{i}";
        return name;
    }

    /// <summary>The values that depend on the given one. What only its shape decides does not count.</summary>
    public HashSet<string> DependentsOf(string source)
    {
        var reached = new HashSet<string> { source };
        foreach (var node in Graph.Node)
        {
            if (node.OpType is "Shape" or "Size" || !node.Reads().Any(reached.Contains)) continue;
            foreach (string output in node.Output)
                if (output.Length > 0) reached.Add(output);
        }
        return reached;
    }

    /// <summary>The values that the given ones are made of, themselves included.</summary>
    public HashSet<string> AncestorsOf(IEnumerable<string> values)
    {
        var reached = new HashSet<string>(values);
        for (int n = Graph.Node.Count - 1; n >= 0; n--)
        {
            if (Graph.Node[n].Output.Any(reached.Contains)) reached.UnionWith(Graph.Node[n].Reads());
        }
        return reached;
    }
}
