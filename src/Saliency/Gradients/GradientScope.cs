using System.Collections.Immutable;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>What a rule sees: the forward node, its values, what arrives at its outputs, and where to write.</summary>
/// <remarks>The graph has been brought to one form: opset 18 or later, float32, constants folded. Rules write <c>ai.onnx</c> operators of that opset.</remarks>
public sealed class GradientScope
{
    private readonly NodeProto _node;
    private readonly ObservedValues _observed;
    private readonly IReadOnlyDictionary<string, TensorProto> _constants;
    private readonly IReadOnlyDictionary<string, Value> _gradients;
    private readonly IReadOnlySet<string> _wanted;
    private readonly GradientPath _path;
    private Value? _arriving;
    private (int Input, Value Value)? _replaced;

    internal GradientScope(GraphEmitter graph, NodeProto node, ObservedValues observed, IReadOnlyDictionary<string, TensorProto> constants,
        IReadOnlyDictionary<string, Value> gradients, IReadOnlySet<string> wanted, GradientPath path) =>
        (Graph, _node, _observed, _constants, _gradients, _wanted, _path) = (graph, node, observed, constants, gradients, wanted, path);

    /// <summary>Where to write.</summary>
    public GraphEmitter Graph { get; }

    internal NodeProto Node => _node;

    /// <summary>Number of inputs of the forward node, left-out ones included.</summary>
    public int InputCount => _node.Input.Count;

    /// <summary>An attribute that is a whole number.</summary>
    public long WholeNumber(string name, long otherwise = 0) => _node.Int(name, otherwise);

    /// <summary>An attribute that is a float.</summary>
    public float Number(string name, float otherwise = 0) => _node.Float(name, otherwise);

    /// <summary>An attribute that is a text.</summary>
    public string Text(string name, string otherwise = "") => _node.Text(name, otherwise);

    /// <summary>An attribute that is a list of whole numbers; null where the node has none of that name.</summary>
    public long[]? WholeNumbers(string name) => _node.Ints(name);

    /// <summary>Input i of the forward node.</summary>
    public Value X(int i = 0) => _replaced is { } other && other.Input == i ? other.Value : Graph[_node.Input[i]];

    /// <summary>Output i of the forward node.</summary>
    public Value Y(int i = 0) => Graph[_node.Output[i]];

    /// <summary>The gradient that arrives at output i.</summary>
    public Value DY(int i = 0) => FindDY(i) ?? throw new InvalidOperationException($"Expected a gradient at output {i} of {_node.OpType} '{_node.Name}', there is none.");

    /// <summary>The gradient that arrives at output i, or null where nothing does.</summary>
    public Value? FindDY(int i) => i == 0 && _arriving is { } other ? other : i < _node.Output.Count && _gradients.TryGetValue(_node.Output[i], out var dy) ? dy : null;

    /// <summary>Whether the node has an input i.</summary>
    public bool HasX(int i) => i < _node.Input.Count && _node.Input[i].Length > 0;

    /// <summary>Whether anybody asks for the gradient of input i.</summary>
    public bool Wants(int i) => HasX(i) && _wanted.Contains(_node.Input[i]);

    /// <summary>The operator that makes input i, or null where it is an input of the graph or a constant.</summary>
    public string? OperatorBefore(int i) => _path.Producers.TryGetValue(_node.Input[i], out var producer) ? producer.OpType : null;

    /// <summary>Whether input i depends on an input of the graph, be its gradient asked for or not.</summary>
    internal bool Varies(int i) => HasX(i) && _path.Varying.Contains(_node.Input[i]);

    /// <summary>The node that makes a value, or null where it is an input of the graph or a constant.</summary>
    internal NodeProto? Producer(string value) => _path.Producers.GetValueOrDefault(value);

    /// <summary>Whether a value depends on an input of the graph.</summary>
    internal bool Varies(string value) => _path.Varying.Contains(value);

    /// <summary>The same node run on the other image of a pair: what a rule that compares the two reads.</summary>
    /// <exception cref="InvalidOperationException">The request has no pairs.</exception>
    internal GradientScope Reference => _path.References is { } references
        ? new(Graph, references.NodeOf(_node), references.Seen(_observed), _constants, _gradients, _wanted, _path)
        : throw new InvalidOperationException($"Expected pairs of images at {_node.OpType} '{_node.Name}', got single ones.");

    /// <summary>The same node with something else arriving at its first output and, where given, another value in the place of an input: for a rule that borrows another.</summary>
    internal GradientScope With(Value arriving, (int Input, Value Value)? input = null)
    {
        var other = (GradientScope)MemberwiseClone();
        (other._arriving, other._replaced) = (arriving, input ?? _replaced);
        return other;
    }

    /// <summary>Extents of input i, −1 where an axis follows the batch.</summary>
    public ImmutableArray<long> DimsX(int i = 0) => _observed[_node.Input[i]].Dims;

    /// <summary>Extents of output i, −1 where an axis follows the batch.</summary>
    public ImmutableArray<long> DimsY(int i = 0) => _observed[_node.Output[i]].Dims;

    /// <summary>Whether an axis is as long in output 0 as in input 0, at every batch.</summary>
    internal bool KeepsExtent(int axis) => (_observed[_node.Input[0]], _observed[_node.Output[0]]) is var (x, y) && x.Dims[axis] == y.Dims[axis] && x.Seen[axis] == y.Seen[axis];

    /// <summary>Number of axes of input i.</summary>
    public int RankX(int i = 0) => DimsX(i).Length;

    internal TensorProto.Types.DataType TypeX(int i = 0) => _observed[_node.Input[i]].Type;

    internal TensorProto.Types.DataType TypeY(int i = 0) => _observed[_node.Output[i]].Type;

    /// <summary>The integers of input i where it is a constant of the graph, else null.</summary>
    public long[]? ConstantInts(int i) => HasX(i) && _constants.TryGetValue(_node.Input[i], out var tensor) ? tensor.Integers() : null;

    /// <summary>The floats of an input of any node where it is a constant of the graph, else null.</summary>
    internal float[]? FloatsOf(NodeProto node, int i) => node.Input.Count > i && _constants.TryGetValue(node.Input[i], out var tensor) ? tensor.Floats() : null;

    /// <summary>The floats of input i where it is a constant of the graph, else null.</summary>
    public float[]? ConstantFloats(int i) => HasX(i) && _constants.TryGetValue(_node.Input[i], out var tensor) ? tensor.Floats() : null;

    /// <summary>An attribute "axis" or the like, counted from the front.</summary>
    public int Axis(string name, int otherwise, int? rank = null) => FromFront((int)_node.Int(name, otherwise), rank ?? RankX());

    /// <summary>A gradient whose first axis is that of output 0, brought to the shape of input i.</summary>
    /// <remarks>No Shape node where at most one axis follows the batch. A batch axis that stays in front is copied (0): so ONNX Runtime can prove that
    /// forward and backward values have one shape, without which it leaves its blocked layout at every product of the two.</remarks>
    public Value LikeX(Value gradient, int i = 0)
    {
        var (x, y) = (_observed[_node.Input[i]], _observed[_node.Output[0]]);
        bool stays = x.Dims is [-1, ..] && y.Dims is [-1, ..] && x.Seen[0] == y.Seen[0] && !x.Dims.Skip(1).Contains(-1) && !x.Dims.Contains(0);
        return stays ? gradient.Reshape([0, .. x.Dims.AsSpan()[1..]]) : AsX(gradient, i);
    }

    /// <summary>A value of any shape, for example a flat one, brought to the shape of input i.</summary>
    public Value AsX(Value value, int i = 0) =>
        DimsX(i).Count(d => d < 0) > 1 || DimsX(i).Contains(0) ? value.Reshape(X(i).Shape()) : value.Reshape(DimsX(i).AsSpan());

    /// <summary>A value whose repeated axes are ones, spread to the shape of input i.</summary>
    public Value SpreadLikeX(Value value, int i = 0) =>
        value.Expand(DimsX(i).Skip(1).Contains(-1) || DimsX(i).Contains(0) ? X(i).Shape() : Graph.Integers([.. DimsX(i).Select(d => d < 0 ? 1 : d)]));

    /// <summary>The shape of input i for operators that do not understand −1.</summary>
    public Value ExactShapeOfX(int i = 0) => DimsX(i).Contains(-1) ? X(i).Shape() : Graph.Integers(DimsX(i).AsSpan());

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
        while (_node.Output.Count <= i) _node.Output.Add("");
        if (_node.Output[i].Length == 0) _node.Output[i] = Graph.NewName(_node.OpType);
        return Graph[_node.Output[i]];
    }

    /// <summary>What a rule throws when it cannot differentiate this node; the walk collects all of them.</summary>
    /// <param name="why">What stands in the way, as the end of "Resize with …"; none where the operator has no rule at all.</param>
    public UnsupportedOperatorException Declined(string? why = null)
    {
        string op = RuleTable.KeyOf(_node);
        return new UnsupportedOperatorException(new UnsupportedOperator(why is null ? op : $"{op} with {why}", _node.Name.Length > 0 ? _node.Name : _node.Output[0]));
    }

    internal static int FromFront(int axis, int rank) => axis < 0 ? axis + rank : axis;
}
