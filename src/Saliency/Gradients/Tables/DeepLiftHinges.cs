namespace Saliency.Gradients.Tables;

/// <summary>DeepLIFT through functions made of straight pieces, without the cases that a quotient of differences needs.</summary>
/// <remarks>The slope of max(u, 0) between two values is <c>max(u, u′)/|u − u′|</c>, kept within 0..1; where the two agree it becomes the derivative of itself.</remarks>
internal static class DeepLiftHinges
{
    // Far below any difference of two floats that are not themselves that small.
    private const float Least = 1e-30f;

    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Relu"] = s => [s.DY() * Between(s).Slope(0)],
        ["LeakyRelu"] = s => [s.DY() * ((Between(s).Slope(0) * (1 - s.Number("alpha", 0.01f))) + s.Number("alpha", 0.01f))],
        ["Clip"] = Clip,
    };

    private static Pair Between(GradientScope s) => Between(s.X(), s.Reference.X());

    private static Pair Between(Value x, Value reference) =>
        new(x.Apply("Max", reference), (x - reference).Apply("Abs").Apply("Max", x.Emitter.Constant(Least)));

    // clip(x, a, b) = a + max(x − a, 0) − max(x − b, 0)
    private static Value?[] Clip(GradientScope s)
    {
        float? low = Bound(s, 1), high = Bound(s, 2);
        if (low is null && high is null) return [s.DY()];
        var pair = Between(s);
        return [s.DY() * (low is { } a && high is { } b ? pair.Slope(a) - pair.Slope(b) : low is { } alone ? pair.Slope(alone) : 1 - pair.Slope(high!.Value))];
    }

    private static float? Bound(GradientScope s, int i) => !s.HasX(i) ? null : s.ConstantFloats(i) is [var bound] ? bound : throw s.Declined("computed bounds");

    /// <summary>The greater of two values and their distance.</summary>
    private readonly record struct Pair(Value Greater, Value Distance)
    {
        /// <summary>The slope of max(x − bound, 0).</summary>
        public Value Slope(float bound) => ((bound == 0 ? Greater : Greater - bound) / Distance).Apply("HardSigmoid", ("alpha", 1f), ("beta", 0f));
    }
}
