using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Functions of one value: dx = dy · f′(x), written in y where y is the cheaper to have.</summary>
internal static class Activations
{
    private const float InverseSqrtPi = 0.5641895835477563f;
    private const float InverseSqrtTwo = 0.7071067811865476f;
    private const float SqrtTwoOverPi = 0.7978845608028654f;
    private const float TanhGeluCubic = 0.044715f;

    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Relu"] = s => [s.DY() * Positive(s, s.Y())],
        ["LeakyRelu"] = s => [s.DY() * Pick(s.X(), 1, s.Number("alpha", 0.01f))],
        ["PRelu"] = ParametricRelu,
        ["Elu"] = s => [s.DY() * Either(s, s.X(), s.Graph.Constant(1), s.Y() + s.Number("alpha", 1))],
        ["Selu"] = Selu,
        ["Celu"] = s => [s.DY() * (s.X() / s.Number("alpha", 1)).Apply("Min", s.Graph.Constant(0)).Apply("Exp")],
        ["Sigmoid"] = s => [s.DY() * (s.Y() * (1 - s.Y()))],
        ["HardSigmoid"] = s => [s.DY() * Inside(s.Y(), 0, 1) * s.Number("alpha", 0.2f)],
        ["HardSwish"] = s => [s.DY() * HardSwish(s, s.X())],
        ["Swish"] = s => [s.DY() * Swish(s.X(), s.Number("alpha", 1))],
        ["Softplus"] = s => [s.DY() * s.X().Apply("Sigmoid")],
        ["Softsign"] = s => [s.DY() * Square(1 - s.Y().Apply("Abs"))],
        ["Tanh"] = s => [s.DY() * (1 - Square(s.Y()))],
        ["Erf"] = s => [s.DY() * ((-Square(s.X())).Apply("Exp") * (2 * InverseSqrtPi))],
        ["Gelu"] = s => [s.DY() * (s.Text("approximate", "none") == "tanh" ? TanhGelu(s.X()) : Gelu(s.X()))],
        ["Mish"] = s => [s.DY() * Mish(s.X())],
        ["ThresholdedRelu"] = s => [s.DY() * s.X().Above(s.Graph.Constant(s.Number("alpha", 1)))],
        ["Shrink"] = s => [s.DY() * s.X().Apply("Abs").Above(s.Graph.Constant(s.Number("lambd", 0.5f)))],
        ["Clip"] = Clip,
        ["Softmax"] = s => [Softmax(s)],
        ["LogSoftmax"] = s => [s.DY() - (s.Y().Apply("Exp") * s.DY().Sum([s.Axis("axis", -1)]))],
        ["Hardmax"] = Zero,
        ["Dropout"] = s => [s.DY()],
    };

    /// <summary>A function that is flat wherever it has a derivative.</summary>
    public static Value?[] Zero(GradientScope s) => [];

    /// <summary>1 where a value that cannot be negative is above zero, else 0.</summary>
    /// <remarks>min(y·∞, 1). Of an image it is taken by a depthwise 1×1 convolution with a clip: ONNX Runtime fuses the two into one pass in the
    /// blocked layout of the convolutions around it, where any other operator would have both its operands reordered (docs/performance.md).</remarks>
    public static Value Positive(GradientScope s, Value y)
    {
        if (s.DimsY() is not [_, > 0 and var channels, _, _]) return y.Apply("HardSigmoid", ("alpha", float.MaxValue), ("beta", 0f));
        var scaled = PerChannel(y, channels, float.MaxValue);
        return s.Graph.Emit("Clip", [scaled, s.Graph.Constant(0), s.Graph.Constant(1)]);
    }

    /// <summary>1 where a ReLU6's output is inside its bounds, 0 at them.</summary>
    /// <remarks>As <see cref="Positive"/>, in two passes and not one for each bound: LeakyRelu(y − c) with the slope −6/c below zero is 6 at both bounds and less
    /// between them, c being so small that every normal number but the smallest few keeps away from it.</remarks>
    private static Value InsideSix(GradientScope s, Value y)
    {
        if (s.DimsY() is not [_, > 0 and var channels, _, _]) return Inside(y, 0, 6);
        // 6 less a float below it is at least 2⁻²², so that this slope reaches 1 and 6·slope stays exact.
        const float Nearly = 1f / (1L << 50) / (1L << 50), Slope = 1 << 24;
        var folded = PerChannel(y, channels, 1, -Nearly).Apply("LeakyRelu", ("alpha", -6 / Nearly));
        return s.Graph.Emit("Clip", [PerChannel(folded, channels, -Slope, 6 * Slope), s.Graph.Constant(0), s.Graph.Constant(1)]);
    }

    /// <summary>x·scale + offset as a depthwise 1×1 convolution, which stays in the blocked layout.</summary>
    private static Value PerChannel(Value x, long channels, float scale, float? offset = null)
    {
        var graph = x.Emitter;
        return graph.Emit("Conv", [x, graph.Constant(Repeated(scale), channels, 1, 1, 1), offset is { } added ? graph.Constant(Repeated(added), channels) : null],
            ("group", channels), ("kernel_shape", (long[])[1, 1]));

        float[] Repeated(float value) => [.. Enumerable.Repeat(value, (int)channels)];
    }

    public static Value Square(Value x) => x * x;

    public static Value Gelu(Value x) => NormalCdf(x) + (x * NormalPdf(x));

    public static Value TanhGelu(Value x)
    {
        var t = ((x + (x * Square(x) * TanhGeluCubic)) * SqrtTwoOverPi).Apply("Tanh");
        var inner = (Square(x) * (3 * TanhGeluCubic) + 1) * SqrtTwoOverPi;
        return ((t + 1) * 0.5f) + (x * (1 - Square(t)) * inner * 0.5f);
    }

    /// <summary>The derivative of x·σ(αx).</summary>
    public static Value Swish(Value x, float alpha)
    {
        var sigmoid = (x * alpha).Apply("Sigmoid");
        return sigmoid + (x * sigmoid * (1 - sigmoid) * alpha);
    }

    private static Value NormalCdf(Value x) => ((x * InverseSqrtTwo).Apply("Erf") + 1) * 0.5f;

    private static Value NormalPdf(Value x) => (Square(x) * -0.5f).Apply("Exp") * (InverseSqrtPi * InverseSqrtTwo);

    private static Value Mish(Value x)
    {
        var t = x.Apply("Softplus").Apply("Tanh");
        return t + (x * (1 - Square(t)) * x.Apply("Sigmoid"));
    }

    // x·clip(x/6 + 1/2, 0, 1): x/3 + 1/2 between −3 and 3, 0 below, 1 above; at the kinks torch takes the middle piece's side inwards only.
    private static Value HardSwish(GradientScope s, Value x)
    {
        var middle = (x / 3) + 0.5f;
        var below = x.Apply("LessOrEqual", s.Graph.Constant(-3));
        var above = x.Apply("GreaterOrEqual", s.Graph.Constant(3));
        return s.Graph.Constant(0).Where(below, s.Graph.Constant(1).Where(above, middle));
    }

    private static Value?[] Selu(GradientScope s)
    {
        float alpha = s.Number("alpha", 1.6732632f), gamma = s.Number("gamma", 1.0507010f);
        return [s.DY() * Either(s, s.X(), s.Graph.Constant(gamma), s.Y() + (alpha * gamma))];
    }

    private static Value?[] ParametricRelu(GradientScope s)
    {
        var dx = s.Wants(0) ? s.DY() * Either(s, s.X(), s.Graph.Constant(1), s.X(1)) : (Value?)null;
        var slope = s.Wants(1) ? s.Unbroadcast(s.DY() * s.X().Apply("Min", s.Graph.Constant(0)), 1) : (Value?)null;
        return [dx, slope];
    }

    // At the bounds themselves the gradient passes, as in torch's clamp. A ReLU6 after a convolution is told from y instead, as torch's ReLU6 does
    // (no gradient at the bounds): reading x would keep ONNX Runtime from fusing the two.
    private static Value?[] Clip(GradientScope s)
    {
        if (s.ConstantFloats(1) is [0f] && s.ConstantFloats(2) is [6f] && s.OperatorBefore(0) is ("Conv" or "BatchNormalization"))
            return [s.DY() * InsideSix(s, s.Y())];
        Value dx = s.DY();
        if (s.HasX(1)) dx *= s.X().Apply("GreaterOrEqual", s.X(1)).Cast(DataType.Float);
        if (s.HasX(2)) dx *= s.X().Apply("LessOrEqual", s.X(2)).Cast(DataType.Float);
        var low = s.Wants(1) ? s.AsX((s.DY() * s.X().Below(s.X(1))).Sum(AllAxes(s)), 1) : (Value?)null;
        var high = s.Wants(2) ? s.AsX((s.DY() * s.X().Above(s.X(2))).Sum(AllAxes(s)), 2) : (Value?)null;
        return [dx, low, high];
    }

    // dx = y(dy − Σ dy·y)
    private static Value Softmax(GradientScope s)
    {
        var flow = s.DY() * s.Y();
        return flow - (s.Y() * flow.Sum([s.Axis("axis", -1)]));
    }

    private static long[] AllAxes(GradientScope s) => [.. Enumerable.Range(0, s.RankX()).Select(a => (long)a)];

    private static Value Inside(Value y, float low, float high) =>
        y.Apply("Greater", y.Emitter.Constant(low)).Apply("And", y.Apply("Less", y.Emitter.Constant(high))).Cast(DataType.Float);

    private static Value Pick(Value x, float positive, float otherwise) => x.Emitter.Constant(positive).Where(x.Apply("Greater", x.Emitter.Constant(0)), x.Emitter.Constant(otherwise));

    private static Value Either(GradientScope s, Value x, Value positive, Value otherwise) => positive.Where(x.Apply("Greater", s.Graph.Constant(0)), otherwise);
}
