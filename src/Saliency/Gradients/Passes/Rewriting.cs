using Saliency.Onnx;

namespace Saliency.Gradients.Passes;

/// <summary>What a rewriting sees: the node that goes, its inputs, and where to write the plain nodes that take its place.</summary>
internal sealed class Rewriting(GraphEmitter graph, NodeProto node, IReadOnlyDictionary<string, TensorProto> constants)
{
    public GraphEmitter Graph => graph;

    public NodeProto Node => node;

    /// <summary>Input i.</summary>
    public Value X(int i = 0) => graph[node.Input[i]];

    public bool HasX(int i) => i < node.Input.Count && node.Input[i].Length > 0;

    public Value? FindX(int i) => HasX(i) ? X(i) : null;

    /// <summary>Whether anything reads output i.</summary>
    public bool HasY(int i) => i < node.Output.Count && node.Output[i].Length > 0;

    /// <summary>Extents of input i where it is a constant, else null.</summary>
    public IReadOnlyList<long>? ConstantDims(int i) => HasX(i) && constants.TryGetValue(node.Input[i], out var tensor) ? tensor.Dims : null;

    /// <summary>What input i holds where it is a constant, else nothing defined.</summary>
    public TensorProto.Types.DataType ConstantType(int i) =>
        HasX(i) && constants.TryGetValue(node.Input[i], out var tensor) ? (TensorProto.Types.DataType)tensor.DataType : TensorProto.Types.DataType.Undefined;

    /// <summary>The named attributes, as far as the node has them, for a plain operator that shares them.</summary>
    public (string, object)[] Attributes(params string[] names) =>
        [.. node.Attribute.Where(a => names.Contains(a.Name)).Select(a => (a.Name, NodeAttributes.Plain(a)))];

    /// <summary>Whether any node has a rewriting.</summary>
    public static bool Applies(GraphProto graph, IReadOnlyDictionary<string, Func<Rewriting, Value?[]?>> rewritings) => graph.Node.Any(n => rewritings.ContainsKey(RuleTable.KeyOf(n)));

    /// <summary>Replaces every node that has a rewriting, in the order of computation.</summary>
    /// <param name="graph">Changed in place.</param>
    /// <param name="rewritings">By operator; a rewriting returns the node's outputs, or null to leave the node as it is.</param>
    public static void Apply(GraphProto graph, IReadOnlyDictionary<string, Func<Rewriting, Value?[]?>> rewritings)
    {
        if (!Applies(graph, rewritings)) return;
        var emit = new GraphEmitter(graph);
        var constants = Constants.Of(graph);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (var node in nodes)
        {
            if (!rewritings.TryGetValue(RuleTable.KeyOf(node), out var rewrite) || rewrite(new Rewriting(emit, node, constants)) is not { } outputs)
            {
                graph.Node.Add(node);
                continue;
            }
            for (int i = 0; i < outputs.Length; i++)
                if (i < node.Output.Count && node.Output[i].Length > 0 && outputs[i] is { } y)
                    graph.Node.Add(new NodeProto { OpType = "Identity", Name = i == 0 ? node.Name : "", Input = { y.Name }, Output = { node.Output[i] } });
        }
    }
}
