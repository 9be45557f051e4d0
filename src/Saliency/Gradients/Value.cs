namespace Saliency.Gradients;

/// <summary>A symbolic value of the graph that is being written: arithmetic on it writes nodes. Operands broadcast as ONNX's do.</summary>
public readonly struct Value
{
    private readonly GraphEmitter _emitter;

    internal Value(GraphEmitter emitter, string name) => (_emitter, Name) = (emitter, name);

    /// <summary>Its name in the graph.</summary>
    public string Name { get; }

    internal GraphEmitter Emitter => _emitter;

    /// <summary>Add.</summary>
    public static Value operator +(Value a, Value b) => a.Apply("Add", b);

    /// <summary>Sub.</summary>
    public static Value operator -(Value a, Value b) => a.Apply("Sub", b);

    /// <summary>Mul.</summary>
    public static Value operator *(Value a, Value b) => a.Apply("Mul", b);

    /// <summary>Div.</summary>
    public static Value operator /(Value a, Value b) => a.Apply("Div", b);

    /// <summary>Add a constant.</summary>
    public static Value operator +(Value a, float b) => a + a.Emitter.Constant(b);

    /// <summary>Subtract a constant.</summary>
    public static Value operator -(Value a, float b) => a - a.Emitter.Constant(b);

    /// <summary>Subtract from a constant.</summary>
    public static Value operator -(float a, Value b) => b.Emitter.Constant(a) - b;

    /// <summary>Multiply by a constant.</summary>
    public static Value operator *(Value a, float b) => b == 1 ? a : a * a.Emitter.Constant(b);

    /// <summary>Multiply by a constant.</summary>
    public static Value operator *(float a, Value b) => b * a;

    /// <summary>Divide by a constant.</summary>
    public static Value operator /(Value a, float b) => a * (1 / b);

    /// <summary>Divide a constant.</summary>
    public static Value operator /(float a, Value b) => b.Emitter.Constant(a) / b;

    /// <summary>Neg.</summary>
    public static Value operator -(Value a) => a.Apply("Neg");

    /// <summary>An operator of this value alone.</summary>
    public Value Apply(string op) => _emitter.Emit(op, [this]);

    /// <summary>An operator of this value and another.</summary>
    public Value Apply(string op, Value other) => _emitter.Emit(op, [this, other]);

    /// <summary>An operator of this value with attributes: long, float, string, long[] or float[].</summary>
    public Value Apply(string op, params ReadOnlySpan<(string Name, object Value)> attributes) => _emitter.Emit(op, [this], attributes);

    /// <summary>Its shape, a vector of integers.</summary>
    public Value Shape() => Apply("Shape");

    /// <summary>The same numbers in a computed shape.</summary>
    public Value Reshape(Value shape) => Apply("Reshape", shape);

    /// <summary>The same numbers in another shape; −1 is what is left, 0 copies the extent of the same axis.</summary>
    public Value Reshape(params ReadOnlySpan<long> dims) => Apply("Reshape", _emitter.Integers(dims));

    /// <summary>Repeated to a computed shape.</summary>
    public Value Expand(Value shape) => Apply("Expand", shape);

    /// <summary>Axes in another order; none where the order is what it was, which ONNX Runtime would take for another beside a Gemm.</summary>
    public Value Transpose(params long[] permutation) => permutation.Order().SequenceEqual(permutation) ? this : Apply("Transpose", ("perm", permutation));

    internal Value Cast(Onnx.TensorProto.Types.DataType type) => Apply("Cast", ("to", (long)type));

    /// <summary>Sum over axes; an empty list of axes is the value itself.</summary>
    public Value Sum(ReadOnlySpan<long> axes, bool keep = true) => Reduce("ReduceSum", axes, keep);

    /// <summary>Mean over axes; an empty list of axes is the value itself.</summary>
    public Value Mean(ReadOnlySpan<long> axes, bool keep = true) => Reduce("ReduceMean", axes, keep);

    /// <summary>Axes of extent 1 removed.</summary>
    public Value Squeeze(params ReadOnlySpan<long> axes) => axes.IsEmpty ? this : Apply("Squeeze", _emitter.Integers(axes));

    /// <summary>Axes of extent 1 inserted.</summary>
    public Value Unsqueeze(params ReadOnlySpan<long> axes) => axes.IsEmpty ? this : Apply("Unsqueeze", _emitter.Integers(axes));

    /// <summary>1 where the value is above a bound, else 0.</summary>
    public Value Above(Value bound) => Apply("Greater", bound).Cast(Onnx.TensorProto.Types.DataType.Float);

    /// <summary>1 where the value is below a bound, else 0.</summary>
    public Value Below(Value bound) => Apply("Less", bound).Cast(Onnx.TensorProto.Types.DataType.Float);

    /// <summary>This where the condition holds, the other elsewhere.</summary>
    public Value Where(Value condition, Value otherwise) => _emitter.Emit("Where", [condition, this, otherwise]);

    private Value Reduce(string op, ReadOnlySpan<long> axes, bool keep) =>
        axes.IsEmpty ? this : _emitter.Emit(op, [this, _emitter.Integers(axes)], ("keepdims", keep ? 1L : 0L));
}
