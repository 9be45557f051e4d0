using System.Collections.Immutable;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>What a rule sees: the forward node, its values, what arrives at its outputs, and where to write.</summary>
internal sealed class GradientScope(GraphEmitter graph, NodeProto node, ObservedValues observed, IReadOnlyDictionary<string, TensorProto> constants,
    IReadOnlyDictionary<string, Value> gradients, IReadOnlySet<string> wanted, IReadOnlyDictionary<string, NodeProto> producers)
{
    public GraphEmitter Graph => graph;

    public NodeProto Node => node;

    /// <summary>Input i of the forward node.</summary>
    public Value X(int i = 0) => graph[node.Input[i]];

    /// <summary>Output i of the forward node.</summary>
    public Value Y(int i = 0) => graph[node.Output[i]];

    /// <summary>The gradient that arrives at output i.</summary>
    public Value DY(int i = 0) => FindDY(i) ?? throw new InvalidOperationException($"Expected a gradient at output {i} of {node.OpType} '{node.Name}', there is none.");

    /// <summary>The gradient that arrives at output i, or null where nothing does.</summary>
    public Value? FindDY(int i) => i < node.Output.Count && gradients.TryGetValue(node.Output[i], out var dy) ? dy : null;

    public bool HasX(int i) => i < node.Input.Count && node.Input[i].Length > 0;

    /// <summary>Whether anybody asks for the gradient of input i.</summary>
    public bool Wants(int i) => HasX(i) && wanted.Contains(node.Input[i]);

    /// <summary>The operator that makes input i, or null where it is an input of the graph or a constant.</summary>
    public string? OperatorBefore(int i) => producers.TryGetValue(node.Input[i], out var producer) ? producer.OpType : null;

    /// <summary>Extents of input i, −1 where an axis follows the batch.</summary>
    public ImmutableArray<long> DimsX(int i = 0) => observed[node.Input[i]].Dims;

    /// <summary>Extents of output i, −1 where an axis follows the batch.</summary>
    public ImmutableArray<long> DimsY(int i = 0) => observed[node.Output[i]].Dims;

    /// <summary>Whether an axis is as long in output 0 as in input 0, at every batch.</summary>
    public bool KeepsExtent(int axis) => (observed[node.Input[0]], observed[node.Output[0]]) is var (x, y) && x.Dims[axis] == y.Dims[axis] && x.Seen[axis] == y.Seen[axis];

    public int RankX(int i = 0) => DimsX(i).Length;

    public TensorProto.Types.DataType TypeX(int i = 0) => observed[node.Input[i]].Type;

    public TensorProto.Types.DataType TypeY(int i = 0) => observed[node.Output[i]].Type;

    /// <summary>The integers of input i where it is a constant of the graph, else null.</summary>
    public long[]? ConstantInts(int i) => HasX(i) && constants.TryGetValue(node.Input[i], out var tensor) ? tensor.Integers() : null;

    /// <summary>The floats of input i where it is a constant of the graph, else null.</summary>
    public float[]? ConstantFloats(int i) => HasX(i) && constants.TryGetValue(node.Input[i], out var tensor) ? tensor.Floats() : null;

    /// <summary>An attribute "axis" or the like, counted from the front.</summary>
    public int Axis(string name, int otherwise, int? rank = null) => FromFront((int)node.Int(name, otherwise), rank ?? RankX());

    /// <summary>A gradient whose first axis is that of output 0, brought to the shape of input i.</summary>
    /// <remarks>No Shape node where at most one axis follows the batch. A batch axis that stays in front is copied (0): so ONNX Runtime can prove that
    /// forward and backward values have one shape, without which it leaves its blocked layout at every product of the two.</remarks>
    public Value LikeX(Value gradient, int i = 0)
    {
        var (x, y) = (observed[node.Input[i]], observed[node.Output[0]]);
        bool stays = x.Dims is [-1, ..] && y.Dims is [-1, ..] && x.Seen[0] == y.Seen[0] && !x.Dims.Skip(1).Contains(-1) && !x.Dims.Contains(0);
        return stays ? gradient.Reshape([0, .. x.Dims.AsSpan()[1..]]) : AsX(gradient, i);
    }

    /// <summary>A value of any shape, for example a flat one, brought to the shape of input i.</summary>
    public Value AsX(Value value, int i = 0) =>
        DimsX(i).Count(d => d < 0) > 1 || DimsX(i).Contains(0) ? value.Reshape(X(i).Shape()) : value.Reshape(DimsX(i).AsSpan());

    /// <summary>A value whose repeated axes are ones, spread to the shape of input i.</summary>
    public Value SpreadLikeX(Value value, int i = 0) =>
        value.Expand(DimsX(i).Skip(1).Contains(-1) || DimsX(i).Contains(0) ? X(i).Shape() : graph.Integers([.. DimsX(i).Select(d => d < 0 ? 1 : d)]));

    /// <summary>The shape of input i for operators that do not understand −1.</summary>
    public Value ExactShapeOfX(int i = 0) => DimsX(i).Contains(-1) ? X(i).Shape() : graph.Integers(DimsX(i).AsSpan());

    /// <summary>Undoes the broadcasting of input i to output 0: sums a gradient of the output's shape over the axes that were repeated.</summary>
    public Value Unbroadcast(Value gradient, int i)
    {
        var from = DimsY();
        var to = DimsX(i);
        int lead = from.Length - to.Length;
        var repeated = Enumerable.Range(0, from.Length).Where(a => a < lead || (to[a - lead] == 1 && from[a] != 1)).Select(a => (long)a).ToArray();
        var summed = gradient.Sum(repeated, keep: lead == 0);
        return lead == 0 || repeated.Length == lead ? summed : AsX(summed, i);
    }

    /// <summary>Asks the forward node for an optional output that its author did not name.</summary>
    public Value RequireOutput(int i)
    {
        while (node.Output.Count <= i) node.Output.Add("");
        if (node.Output[i].Length == 0) node.Output[i] = graph.NewName(node.OpType);
        return graph[node.Output[i]];
    }

    /// <summary>What a rule throws when it cannot differentiate this node; the walk collects all of them.</summary>
    /// <param name="why">What stands in the way, as the end of "Resize with …"; none where the operator has no rule at all.</param>
    public UnsupportedOperatorException Declined(string? why = null)
    {
        string op = RuleTable.KeyOf(node);
        return new UnsupportedOperatorException(new UnsupportedOperator(why is null ? op : $"{op} with {why}", node.Name.Length > 0 ? node.Name : node.Output[0]));
    }

    public static int FromFront(int axis, int rank) => axis < 0 ? axis + rank : axis;
}
