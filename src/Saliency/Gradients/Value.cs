namespace Saliency.Gradients;

/// <summary>A symbolic value of the graph that is being written: arithmetic on it emits nodes.</summary>
internal readonly struct Value(GraphEmitter emitter, string name)
{
    public string Name => name;

    public GraphEmitter Emitter => emitter;

    public static Value operator +(Value a, Value b) => a.Apply("Add", b);

    public static Value operator -(Value a, Value b) => a.Apply("Sub", b);

    public static Value operator *(Value a, Value b) => a.Apply("Mul", b);

    public static Value operator /(Value a, Value b) => a.Apply("Div", b);

    public static Value operator +(Value a, float b) => a + a.Emitter.Constant(b);

    public static Value operator -(Value a, float b) => a - a.Emitter.Constant(b);

    public static Value operator -(float a, Value b) => b.Emitter.Constant(a) - b;

    public static Value operator *(Value a, float b) => b == 1 ? a : a * a.Emitter.Constant(b);

    public static Value operator *(float a, Value b) => b * a;

    public static Value operator /(Value a, float b) => a * (1 / b);

    public static Value operator /(float a, Value b) => b.Emitter.Constant(a) / b;

    public static Value operator -(Value a) => a.Apply("Neg");

    public Value Apply(string op) => emitter.Emit(op, [this]);

    public Value Apply(string op, Value other) => emitter.Emit(op, [this, other]);

    public Value Apply(string op, params ReadOnlySpan<(string Name, object Value)> attributes) => emitter.Emit(op, [this], attributes);

    public Value Shape() => Apply("Shape");

    public Value Reshape(Value shape) => Apply("Reshape", shape);

    public Value Reshape(params ReadOnlySpan<long> dims) => Apply("Reshape", emitter.Integers(dims));

    public Value Expand(Value shape) => Apply("Expand", shape);

    public Value Transpose(params long[] permutation) => Apply("Transpose", ("perm", permutation));

    public Value Cast(Onnx.TensorProto.Types.DataType type) => Apply("Cast", ("to", (long)type));

    /// <summary>Sum over axes; an empty list of axes is the value itself.</summary>
    public Value Sum(ReadOnlySpan<long> axes, bool keep = true) => Reduce("ReduceSum", axes, keep);

    /// <summary>Mean over axes; an empty list of axes is the value itself.</summary>
    public Value Mean(ReadOnlySpan<long> axes, bool keep = true) => Reduce("ReduceMean", axes, keep);

    public Value Squeeze(params ReadOnlySpan<long> axes) => axes.IsEmpty ? this : Apply("Squeeze", emitter.Integers(axes));

    public Value Unsqueeze(params ReadOnlySpan<long> axes) => axes.IsEmpty ? this : Apply("Unsqueeze", emitter.Integers(axes));

    /// <summary>1 where the value is above a bound, else 0.</summary>
    public Value Above(Value bound) => Apply("Greater", bound).Cast(Onnx.TensorProto.Types.DataType.Float);

    /// <summary>1 where the value is below a bound, else 0.</summary>
    public Value Below(Value bound) => Apply("Less", bound).Cast(Onnx.TensorProto.Types.DataType.Float);

    public Value Where(Value condition, Value otherwise) => emitter.Emit("Where", [condition, this, otherwise]);

    private Value Reduce(string op, ReadOnlySpan<long> axes, bool keep) =>
        axes.IsEmpty ? this : emitter.Emit(op, [this, emitter.Integers(axes)], ("keepdims", keep ? 1L : 0L));
}
