using System.Globalization;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>Appends nodes and constants to a graph. Names are new, equal constants are stored once.</summary>
public sealed class GraphEmitter
{
    private const string Prefix = "saliency/";

    private readonly GraphProto _graph;
    private readonly HashSet<string> _taken;
    private readonly Dictionary<string, Value> _constants = [];
    private readonly Dictionary<string, NodeProto> _written = [];
    private int _next;

    internal GraphEmitter(GraphProto graph)
    {
        _graph = graph;
        _taken = [.. graph.Input.Select(i => i.Name), .. graph.Initializer.Select(i => i.Name), .. graph.Node.SelectMany(n => n.Output)];
    }

    /// <summary>A value of the graph by its name.</summary>
    public Value this[string name] => new(this, name);

    /// <summary>Writes a node of one output; a null input is left out. Attributes are long, float, string, long[] or float[].</summary>
    public Value Emit(string op, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string output = NewName(op);
        Add(op, inputs, [output], attributes);
        return this[output];
    }

    /// <summary>Writes a node of several outputs.</summary>
    public Value[] EmitMany(string op, int outputs, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var names = new string[outputs];
        for (int i = 0; i < outputs; i++) names[i] = NewName(op);
        Add(op, inputs, names, attributes);
        return Array.ConvertAll(names, n => this[n]);
    }

    /// <summary>Writes the operator of a node again, its attributes the same, on other inputs; for its first output.</summary>
    internal Value Repeat(NodeProto node, params ReadOnlySpan<Value?> inputs)
    {
        var copy = new NodeProto { OpType = node.OpType, Domain = node.Domain, Attribute = { node.Attribute } };
        int count = inputs.Length;
        while (count > 0 && inputs[count - 1] is null) count--;
        foreach (var input in inputs[..count]) copy.Input.Add(input?.Name ?? "");
        copy.Output.Add(copy.Name = NewName(node.OpType));
        _graph.Node.Add(copy);
        _written[copy.Name] = copy;
        return this[copy.Name];
    }

    /// <summary>A number without axes.</summary>
    public Value Constant(float value) => Stored($"f{BitConverter.SingleToInt32Bits(value)}", name => TensorData.Floats(name, [], [value]));

    /// <summary>A vector of integers: axes, a shape, starts or ends.</summary>
    public Value Integers(params ReadOnlySpan<long> values)
    {
        var copy = values.ToArray();
        return Stored("i" + string.Join(',', copy), name => TensorData.Integers(name, copy));
    }

    /// <summary>An integer without axes: an index, a depth.</summary>
    public Value Index(long value) => Stored(string.Create(CultureInfo.InvariantCulture, $"s{value}"), name => TensorData.Integers(name, [], [value]));

    /// <summary>A tensor of floats.</summary>
    public Value Constant(ReadOnlySpan<float> values, params ReadOnlySpan<long> dims)
    {
        string name = NewName("constant");
        _graph.Initializer.Add(TensorData.Floats(name, dims, values));
        return this[name];
    }

    /// <summary>A tensor of integers.</summary>
    public Value Integers(ReadOnlySpan<long> values, ReadOnlySpan<long> dims)
    {
        string name = NewName("constant");
        _graph.Initializer.Add(TensorData.Integers(name, dims, values));
        return this[name];
    }

    /// <summary>The node written here that makes a value, or null where it is not of this emitter's making.</summary>
    internal NodeProto? Producer(Value value) => _written.GetValueOrDefault(value.Name);

    /// <summary>A name that nothing in the graph has.</summary>
    internal string NewName(string what)
    {
        string name;
        do name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{what}_{_next++}");
        while (!_taken.Add(name));
        return name;
    }

    private Value Stored(string key, Func<string, TensorProto> make)
    {
        if (_constants.TryGetValue(key, out var known)) return known;
        string name = NewName("constant");
        _graph.Initializer.Add(make(name));
        return _constants[key] = this[name];
    }

    private void Add(string op, ReadOnlySpan<Value?> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        int count = inputs.Length;
        while (count > 0 && inputs[count - 1] is null) count--;
        var node = new NodeProto { OpType = op, Name = outputs[0] };
        foreach (var input in inputs[..count]) node.Input.Add(input?.Name ?? "");
        foreach (string output in outputs) node.Output.Add(output);
        foreach (var (name, value) in attributes) node.Attribute.Add(NodeAttributes.Make(name, value));
        _graph.Node.Add(node);
        foreach (string output in outputs) _written[output] = node;
    }
}
