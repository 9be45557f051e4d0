using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Onnx.Surgery;

/// <summary>Rewrites a model of one image so that any number of images runs: follows the axis that carries them through the graph and repairs the operators
/// that have its length 1 built in.</summary>
/// <remarks>What it gives has to be checked against the model of one image: it follows operators, not numbers.</remarks>
internal sealed class BatchPass
{
    private const long FirstOpsetOfDefault = 7;

    private readonly Dictionary<string, BatchPlace> _places = [];
    private readonly Dictionary<string, long[]> _shapes;
    private readonly ObservedGraph _observed;
    private readonly GraphView _view;
    private readonly GraphProto _graph;
    private readonly List<NodeProto> _nodes = [];
    private readonly string _image;
    private string? _count;

    private BatchPass(ModelProto model, string image, ObservedGraph observed)
    {
        (_graph, _image, _observed) = (model.Graph, image, observed);
        _view = new GraphView(_graph);
        _shapes = new(observed.Shapes);
        foreach (var tensor in _graph.Initializer) _shapes[tensor.Name] = [.. tensor.Dims];
        Opset = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? FirstOpsetOfDefault;
    }

    /// <summary>The version of the operators.</summary>
    public long Opset { get; }

    /// <summary>What stands in the way, once something does.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Rewrites a model in place; where it cannot be done the model is spoilt and to be thrown away.</summary>
    /// <param name="model">A model in canonical form whose image input has a first axis of 1.</param>
    /// <param name="image">Its image input.</param>
    /// <param name="observed">What its values look like for one image.</param>
    /// <returns>What stands in the way; null where it is done.</returns>
    public static string? Apply(ModelProto model, string image, ObservedGraph observed)
    {
        var pass = new BatchPass(model, image, observed);
        pass._places[image] = new BatchPlace(0);
        var input = model.Graph.Input.First(i => i.Name == image);
        pass._shapes[image] = [.. input.Type.TensorType.Shape.Dim.Select(d => d.DimValue)];
        foreach (var node in model.Graph.Node)
            if (!pass.Follow(node)) return pass.Obstacle;
        model.Graph.Node.Clear();
        model.Graph.Node.Add(pass._nodes);
        model.Graph.ValueInfo.Clear();
        input.Type.TensorType.Shape.Dim[0] = new Dimension { DimParam = ImagePass.Batch };
        return null;
    }

    /// <summary>Where the images lie in a value; null where it is the same for all of them.</summary>
    public BatchPlace? Place(string value) => _places.TryGetValue(value, out var place) ? place : null;

    /// <inheritdoc cref="Place(string)"/>
    public BatchPlace? Place(NodeProto node, int input) => input < node.Input.Count ? Place(node.Input[input]) : null;

    /// <summary>A value's shape for one image; empty where it was not observed.</summary>
    public long[] Shape(string value) => _shapes.GetValueOrDefault(value) ?? _view.Constant(value)?.Dims.ToArray() ?? [];

    /// <summary>The integers of an operand that is the same for all images; null where it is absent or was not observed.</summary>
    public long[]? Integers(NodeProto node, int input)
    {
        if (input >= node.Input.Count || node.Input[input].Length == 0) return null;
        return _view.Constant(node.Input[input]) is { } constant ? constant.Integers() : _observed.Integers.GetValueOrDefault(node.Input[input]);
    }

    /// <summary>Integers that an operator has as an attribute in old versions and as an operand in new ones.</summary>
    public long[]? Integers(NodeProto node, string attribute, int input) => node.Find(attribute)?.Ints.ToArray() ?? Integers(node, input);

    /// <summary>Makes a constant.</summary>
    public string Constant(string wish, ReadOnlySpan<long> values)
    {
        string name = _view.Fresh(wish);
        _graph.Initializer.Add(TensorData.Integers(name, values));
        return name;
    }

    /// <summary>Puts a node before the one that is being followed.</summary>
    public string Insert(string op, string wish, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string name = _view.Fresh(wish);
        _nodes.Add(Nodes.Make(op, inputs, [name], attributes));
        return name;
    }

    /// <summary>A shape of known numbers with the number of images at one place, made when the graph runs.</summary>
    public string ShapeWithCount(string wish, ReadOnlySpan<long> shape, int axis)
    {
        if (_count is null)
        {
            // At the very front: whatever comes later may read it.
            string whole = _view.Fresh($"{_image}/shape");
            _count = _view.Fresh($"{_image}/count");
            _nodes.Insert(0, Nodes.Make("Shape", [_image], [whole]));
            _nodes.Insert(1, Nodes.Make("Gather", [whole, Constant($"{_image}/first", [0])], [_count], Nodes.Integer("axis", 0)));
        }
        string[] parts = [.. new[] { shape[..axis].ToArray(), null, shape[(axis + 1)..].ToArray() }
            .Where(p => p is null or { Length: > 0 }).Select(p => p is null ? _count : Constant($"{wish}/known", p))];
        return Insert("Concat", wish, parts, Nodes.Integer("axis", 0));
    }

    /// <summary>Says what stands in the way.</summary>
    /// <returns>null, so that a rule can return it.</returns>
    public BatchPlace? Refuse(NodeProto node, string reason)
    {
        Obstacle ??= $"{node.OpType} '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' {reason}.";
        return null;
    }

    private bool Follow(NodeProto node)
    {
        if (!node.Reads().Any(_places.ContainsKey))
        {
            _nodes.Add(node);
            return true;
        }
        if (node.OpType is "Shape" or "Size")
        {
            // As for one image, so that everything that is made of it is known and the same for all images.
            long[] shape = Shape(node.Input[0]);
            int start = Bound(node.Find("start")?.I ?? 0), end = Math.Max(start, Bound(node.Find("end")?.I ?? shape.Length));
            _graph.Initializer.Add(node.OpType == "Shape"
                ? TensorData.Integers(node.Output[0], shape.AsSpan(start, end - start))
                : TensorData.Integers(node.Output[0], [], [TensorData.ElementCount(shape)]));
            return true;

            int Bound(long at) => (int)Math.Clamp(at < 0 ? at + shape.Length : at, 0, shape.Length);
        }
        if (node.Output.FirstOrDefault(o => o.Length > 0 && (!_shapes.TryGetValue(o, out var s) || s.Contains(0))) is { } unseen)
        {
            Refuse(node, $"gives '{unseen}', whose shape is empty or could not be observed");
            return false;
        }
        if (BatchRules.Follow(this, node) is not { } place || Obstacle is not null)
        {
            Refuse(node, "cannot be followed");
            return false;
        }
        foreach (string output in node.Output)
        {
            if (output.Length > 0) _places[output] = place;
        }
        _nodes.Add(node);
        return true;
    }
}
