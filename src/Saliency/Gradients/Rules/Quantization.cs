using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Quantisation passes the gradient straight through: rounding counts as the identity; what was clamped gets none.</summary>
internal static class Quantization
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["QuantizeLinear"] = s => [s.DY() * Inside(s) / Scale(s)],
        ["DequantizeLinear"] = s => [s.DY() * Scale(s)],
        ["DynamicQuantizeLinear"] = s => [s.FindDY(0) is { } dy ? dy / s.Y(1) : null],
    };

    /// <summary>1 where the rounded value fits the integer type, 0 where it was clamped.</summary>
    private static Value Inside(GradientScope s)
    {
        bool signed = s.TypeY() is DataType.Int8 or DataType.Int16, wide = s.TypeY() is DataType.Int16 or DataType.Uint16;
        float range = wide ? 65536 : 256, low = signed ? -range / 2 : 0;
        var whole = (s.X() / Scale(s)).Apply("Round");
        if (s.HasX(2)) whole += Along(s, s.X(2).Cast(DataType.Float), 2);
        return s.Graph.Emit("And", [whole.Apply("GreaterOrEqual", s.Graph.Constant(low)), whole.Apply("LessOrEqual", s.Graph.Constant(low + range - 1))]).Cast(DataType.Float);
    }

    private static Value Scale(GradientScope s) => Along(s, s.X(1), 1);

    /// <summary>A scale or zero point, shaped to multiply along its axis where there is one for each slice.</summary>
    private static Value Along(GradientScope s, Value vector, int input)
    {
        if (s.DimsX(input).Length == 0 || s.DimsX(input) is [1]) return vector;
        if (s.DimsX(input).Length > 1) throw s.Declined("a scale for each block");
        int axis = s.Axis("axis", 1);
        long[] shape = [-1, .. Enumerable.Repeat(1L, s.RankX() - axis - 1)];
        return vector.Reshape(shape);
    }
}
