namespace Saliency.Gradients.Tables;

/// <summary>DeepLIFT through functions made of straight pieces, without the cases that a quotient of differences needs.</summary>
/// <remarks>The slope of max(u, 0) between two values is <c>max(u, u′)/|u − u′|</c>, kept within 0..1; where the two agree it becomes the derivative of itself.</remarks>
internal static class DeepLiftHinges
{
    // Far below any difference of two floats that are not themselves that small.
    private const float Least = 1e-30f;

    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Relu"] = s => [s.DY() * Slope(s)],
        ["LeakyRelu"] = s => [s.DY() * ((Slope(s) * (1 - s.Number("alpha", 0.01f))) + s.Number("alpha", 0.01f))],
        ["Clip"] = Clip,
    };

    // Δy/Δx, and where the two agree 1 inside and 0 outside: inside, both differences get a little more, so little that it is lost in any other.
    private static Value?[] Clip(GradientScope s)
    {
        float? low = Bound(s, 1), high = Bound(s, 2);
        if (low is null && high is null) return [s.DY()];
        Value y = s.Y(), little = s.Graph.Constant(DeepLiftTable.Little);
        Value? above = low is { } a ? a == 0 ? y : y - a : null, below = high is { } b ? b - y : null;
        // A product, of which one factor is zero at a bound: two quick passes where ONNX Runtime's Min of three takes as long as five.
        var room = (above, below) switch { ({ } up, { } down) => up * down, ({ } up, null) => up, _ => below!.Value };
        var inside = s.Graph.Emit("Clip", [room, s.Graph.Constant(0), little]);
        return [s.DY() * ((y - s.Reference.Y() + inside) / (s.X() - s.Reference.X() + little))];
    }

    private static float? Bound(GradientScope s, int i) => !s.HasX(i) ? null : s.ConstantFloats(i) is [var bound] ? bound : throw s.Declined("computed bounds");

    private static Value Slope(GradientScope s)
    {
        Value x = s.X(), reference = s.Reference.X();
        var distance = (x - reference).Apply("Abs").Apply("Max", s.Graph.Constant(Least));
        return (x.Apply("Max", reference) / distance).Apply("HardSigmoid", ("alpha", 1f), ("beta", 0f));
    }
}
