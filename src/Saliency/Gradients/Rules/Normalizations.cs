namespace Saliency.Gradients.Rules;

/// <summary>Normalisations. All that subtract a mean and divide by a deviation share one formula, <see cref="Standardization"/>.</summary>
internal static class Normalizations
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["BatchNormalization"] = BatchNormalization,
        ["InstanceNormalization"] = InstanceNormalization,
        ["LayerNormalization"] = LayerNormalization,
        ["GroupNormalization"] = GroupNormalization,
        ["RMSNormalization"] = RootMeanSquare,
        ["MeanVarianceNormalization"] = MeanVariance,
        ["LpNormalization"] = LpNormalization,
        ["LRN"] = LocalResponse,
    };

    /// <summary>x̂ = (x − μ)·r over some axes, r = 1/√(σ² + ε), and its gradient r·(g − mean g − x̂·mean(g·x̂)).</summary>
    public readonly record struct Standardization(Value Normalized, Value InverseDeviation, long[] Axes)
    {
        public static Standardization Of(Value x, long[] axes, float epsilon)
        {
            var centred = x - x.Mean(axes);
            var inverse = 1 / ((centred * centred).Mean(axes) + epsilon).Apply("Sqrt");
            return new Standardization(centred * inverse, inverse, axes);
        }

        public Value Gradient(Value g) => (g - g.Mean(Axes) - (Normalized * (g * Normalized).Mean(Axes))) * InverseDeviation;
    }

    private static long[] Spatial(int rank) => [.. Enumerable.Range(2, rank - 2).Select(a => (long)a)];

    /// <summary>A vector of one value per channel, shaped to multiply N×C×….</summary>
    private static Value Channels(Value vector, int rank)
    {
        long[] shape = new long[rank - 1];
        Array.Fill(shape, 1);
        shape[0] = -1;
        return vector.Reshape(shape);
    }

    private static Value?[] BatchNormalization(GradientScope s)
    {
        if (s.WholeNumber("training_mode") == 1) throw s.Declined("training_mode, whose mean and variance are the batch's own");
        int rank = s.RankX();
        long[] others = [0, .. Spatial(rank)];
        var inverse = 1 / (s.X(4) + s.Number("epsilon", 1e-5f)).Apply("Sqrt");
        var factor = s.X(1) * inverse;
        var parts = new Value?[5];
        if (s.Wants(0)) parts[0] = s.DY() * Channels(factor, rank);
        if (s.Wants(2)) parts[2] = s.DY().Sum(others, keep: false);
        if (s.Wants(3)) parts[3] = -(s.DY().Sum(others, keep: false) * factor);
        if (!s.Wants(1) && !s.Wants(4)) return parts;
        var flow = (s.DY() * (s.X() - Channels(s.X(3), rank))).Sum(others, keep: false) * inverse;
        parts[1] = flow;
        parts[4] = flow * factor * inverse * -0.5f;
        return parts;
    }

    private static Value?[] InstanceNormalization(GradientScope s)
    {
        int rank = s.RankX();
        long[] spatial = Spatial(rank), others = [0, .. spatial];
        var standard = Standardization.Of(s.X(), spatial, s.Number("epsilon", 1e-5f));
        return
        [
            standard.Gradient(s.DY() * Channels(s.X(1), rank)),
            s.Wants(1) ? s.AsX((s.DY() * standard.Normalized).Sum(others, keep: false), 1) : null,
            s.Wants(2) ? s.AsX(s.DY().Sum(others, keep: false), 2) : null,
        ];
    }

    private static Value?[] LayerNormalization(GradientScope s)
    {
        if (s.FindDY(1) is not null || s.FindDY(2) is not null) throw s.Declined("its mean or deviation used further on");
        int rank = s.RankX(), axis = s.Axis("axis", -1);
        long[] axes = [.. Enumerable.Range(axis, rank - axis).Select(a => (long)a)];
        // The operator gives out its mean and inverse deviation for the asking.
        var inverse = s.RequireOutput(2);
        var standard = new Standardization((s.X() - s.RequireOutput(1)) * inverse, inverse, axes);
        return
        [
            standard.Gradient(s.DY() * s.X(1)),
            s.Wants(1) ? s.Unbroadcast(s.DY() * standard.Normalized, 1) : null,
            s.Wants(2) ? s.Unbroadcast(s.DY(), 2) : null,
        ];
    }

    // Channels are cut into groups: N×G×(C/G)×…, standardised over all but the first two axes.
    private static Value?[] GroupNormalization(GradientScope s)
    {
        int rank = s.RankX();
        long groups = s.WholeNumber("num_groups"), perGroup = s.DimsX()[1] / groups;
        bool scalePerGroup = s.DimsX(1)[0] == groups;
        long[] grouped = [0, groups, perGroup, .. s.DimsX().AsSpan()[2..]];
        long[] vector = [1, groups, scalePerGroup ? 1 : perGroup, .. Enumerable.Repeat(1L, rank - 2)];
        long[] axes = [.. Enumerable.Range(2, rank - 1).Select(a => (long)a)];
        long[] others = scalePerGroup ? [0, .. axes] : [0, .. axes[1..]];
        Value x = s.X().Reshape(grouped), dy = s.DY().Reshape(grouped);
        var standard = Standardization.Of(x, axes, s.Number("epsilon", 1e-5f));
        return
        [
            s.LikeX(standard.Gradient(dy * s.X(1).Reshape(vector))),
            s.Wants(1) ? s.AsX((dy * standard.Normalized).Sum(others), 1) : null,
            s.Wants(2) ? s.AsX(dy.Sum(others), 2) : null,
        ];
    }

    // x̂ = x·r, r = 1/√(mean x² + ε):  dx = r·(g − x̂·mean(g·x̂))
    private static Value?[] RootMeanSquare(GradientScope s)
    {
        int rank = s.RankX(), axis = s.Axis("axis", -1);
        long[] axes = [.. Enumerable.Range(axis, rank - axis).Select(a => (long)a)];
        var inverse = 1 / ((s.X() * s.X()).Mean(axes) + s.Number("epsilon", 1e-5f)).Apply("Sqrt");
        Value normalized = s.X() * inverse, g = s.DY() * s.X(1);
        return
        [
            (g - (normalized * (g * normalized).Mean(axes))) * inverse,
            s.Wants(1) ? s.Unbroadcast(s.DY() * normalized, 1) : null,
        ];
    }

    private static Value?[] MeanVariance(GradientScope s)
    {
        // The operator's own guard against a deviation of zero is added to the deviation, not to the variance.
        const float Epsilon = 1e-9f;
        long[] axes = s.WholeNumbers("axes") ?? [0, 2, 3];
        var centred = s.X() - s.X().Mean(axes);
        var inverse = 1 / ((centred * centred).Mean(axes).Apply("Sqrt") + Epsilon);
        return [new Standardization(centred * inverse, inverse, axes).Gradient(s.DY())];
    }

    // L2: y = x/n:  dx = (dy − y·Σ dy·y)/n.  L1: y = x/Σ|x|:  dx = (dy − sign x · Σ dy·y)/n.
    private static Value?[] LpNormalization(GradientScope s)
    {
        long[] axis = [s.Axis("axis", -1)];
        bool two = s.WholeNumber("p", 2) == 2;
        var norm = two ? (s.X() * s.X()).Sum(axis).Apply("Sqrt") : s.X().Apply("Abs").Sum(axis);
        var flow = (s.DY() * s.Y()).Sum(axis);
        return [Reductions.OrZero(s.DY() - ((two ? s.Y() : s.X().Apply("Sign")) * flow), norm)];
    }

    // y = x·u^(−β), u = k + α/n·Σ x² over a window of channels:  dx = dy·u^(−β) − 2αβ/n · x · Σ dy·y/u over the same window.
    private static Value?[] LocalResponse(GradientScope s)
    {
        long size = s.WholeNumber("size");
        float alpha = s.Number("alpha", 1e-4f), beta = s.Number("beta", 0.75f), bias = s.Number("bias", 1);
        var u = (Neighbours(s.X() * s.X()) * (alpha / size)) + bias;
        var flow = Neighbours(s.DY() * s.Y() / u);
        return [(s.DY() * u.Apply("Pow", s.Graph.Constant(-beta))) - (s.X() * flow * (2 * alpha * beta / size))];

        // The sum over neighbouring channels is the mean of a pool of width 1 over a plane of channels × pixels, times its size, which is odd.
        Value Neighbours(Value value) =>
            s.LikeX(value.Reshape(0, 1, s.DimsX()[1], -1)
                .Apply("AveragePool", ("kernel_shape", (long[])[size, 1]), ("pads", (long[])[size / 2, 0, size / 2, 0]), ("count_include_pad", 1L)) * size);
    }
}
