namespace Saliency.Gradients.Tables;

/// <summary>DeepLIFT through normalisations: made of differences, products (the middle of both images) and functions of one value (Δy/Δx).</summary>
internal static class DeepLiftNormalizations
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Softmax"] = Softmax,
        ["LogSoftmax"] = LogSoftmax,
        ["LayerNormalization"] = LayerNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["GroupNormalization"] = GroupNormalization,
        ["RMSNormalization"] = RootMeanSquare,
    };

    // y = e/S with e = exp(x − M), S = Σ e. M, the greatest of both images, shifts both alike and changes nothing.
    private static Value?[] Softmax(GradientScope s)
    {
        var (image, reference, sum, referenceSum, axis) = Exponentials(s);
        var other = (s.DY() * DeepLiftTable.Middle(image, reference)).Sum([axis]);
        var byExponential = (s.DY() * DeepLiftTable.Middle(1 / sum, 1 / referenceSum)) - (other / (sum * referenceSum));
        return [byExponential * DeepLiftTable.Slope(s.X(), s.Reference.X(), image, reference, image)];
    }

    // y = x − M − log S
    private static Value?[] LogSoftmax(GradientScope s)
    {
        var (image, reference, sum, referenceSum, axis) = Exponentials(s);
        var logarithm = DeepLiftTable.Slope(sum, referenceSum, sum.Apply("Log"), referenceSum.Apply("Log"), 1 / sum);
        return [s.DY() - (s.DY().Sum([axis]) * logarithm * DeepLiftTable.Slope(s.X(), s.Reference.X(), image, reference, image))];
    }

    private static (Value Image, Value Reference, Value Sum, Value ReferenceSum, long Axis) Exponentials(GradientScope s)
    {
        long axis = s.Axis("axis", -1);
        var greatest = s.X().Apply("Max", s.Reference.X());
        greatest = s.Graph.Emit("ReduceMax", [greatest, s.Graph.Integers(axis)]);
        Value image = (s.X() - greatest).Apply("Exp"), reference = (s.Reference.X() - greatest).Apply("Exp");
        return (image, reference, image.Sum([axis]), reference.Sum([axis]), axis);
    }

    private static Value?[] LayerNormalization(GradientScope s)
    {
        if (s.FindDY(1) is not null || s.FindDY(2) is not null) throw s.Declined("its mean or deviation used further on");
        return [Standardization(s.X(), s.Reference.X(), s.DY() * Scale(s), From(s.Axis("axis", -1), s.RankX()), s.Number("epsilon", 1e-5f), centred: true)];
    }

    private static Value?[] InstanceNormalization(GradientScope s)
    {
        int rank = s.RankX();
        long[] channels = [-1, .. Enumerable.Repeat(1L, rank - 2)];
        return [Standardization(s.X(), s.Reference.X(), s.DY() * Scale(s).Reshape(channels), From(2, rank), s.Number("epsilon", 1e-5f), centred: true)];
    }

    // Channels are cut into groups: N×G×(C/G)×…, standardised over all but the first two axes.
    private static Value?[] GroupNormalization(GradientScope s)
    {
        int rank = s.RankX();
        long groups = s.WholeNumber("num_groups"), perGroup = s.DimsX()[1] / groups;
        bool scalePerGroup = s.DimsX(1)[0] == groups && perGroup != 1;
        long[] grouped = [0, groups, perGroup, .. s.DimsX().AsSpan()[2..]];
        var scale = Scale(s).Reshape([1, groups, scalePerGroup ? 1 : perGroup, .. Enumerable.Repeat(1L, rank - 2)]);
        return [s.LikeX(Standardization(s.X().Reshape(grouped), s.Reference.X().Reshape(grouped), s.DY().Reshape(grouped) * scale, From(2, rank + 1), s.Number("epsilon", 1e-5f), centred: true))];
    }

    private static Value?[] RootMeanSquare(GradientScope s) =>
        [Standardization(s.X(), s.Reference.X(), s.DY() * Scale(s), From(s.Axis("axis", -1), s.RankX()), s.Number("epsilon", 1e-5f), centred: false)];

    private static Value Scale(GradientScope s) => DeepLiftTable.Differs(s, 1) || DeepLiftTable.Differs(s, 2)
        ? throw s.Declined("a scale that depends on the image")
        : s.X(1);

    private static long[] From(int axis, int rank) => [.. Enumerable.Range(axis, rank - axis).Select(a => (long)a)];

    /// <summary>c·r with c = x − μ and r = v^(−½), v = mean c² + ε.</summary>
    /// <remarks>Δv = mean 2c̄·Δc, and Δr = −Δv / (√v·√v′·(√v + √v′)), which needs no exception where the two agree.</remarks>
    private static Value Standardization(Value x, Value reference, Value arriving, long[] axes, float epsilon, bool centred)
    {
        Value c = Centred(x), referenceC = Centred(reference), root = Root(c), referenceRoot = Root(referenceC), middle = DeepLiftTable.Middle(c, referenceC);
        var slope = -1 / (root * referenceRoot * (root + referenceRoot));
        var byCentred = (arriving * DeepLiftTable.Middle(1 / root, 1 / referenceRoot)) + (middle * (arriving * middle).Mean(axes) * slope * 2);
        return Centred(byCentred);

        Value Centred(Value value) => centred ? value - value.Mean(axes) : value;

        Value Root(Value value) => ((value * value).Mean(axes) + epsilon).Apply("Sqrt");
    }
}
