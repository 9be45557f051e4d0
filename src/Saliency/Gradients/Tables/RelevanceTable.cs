namespace Saliency.Gradients.Tables;

/// <summary>Layer-wise relevance propagation: what arrives and what is handed on is relevance.</summary>
/// <remarks>The ε-rule of any linear operator is its derivative: <c>R_x = x ⊙ Wᵀ(R / z)</c>. So the standard rules serve here, too.</remarks>
internal static class RelevanceTable
{
    private static readonly string[] s_normalizations =
    [
        "Softmax", "LogSoftmax", "LayerNormalization", "InstanceNormalization", "GroupNormalization", "RMSNormalization", "MeanVarianceNormalization", "LpNormalization", "LRN",
    ];

    public static RuleTable Of(RelevancePropagation propagation)
    {
        var composite = propagation.Composite;
        float epsilon = (float)composite.Stabilizer;
        return RuleTable.Of(
        [
            .. All(FunctionsOfOneValue.Names, _ => s => [s.DY()]),
            .. All(s_normalizations, _ => s => [s.DY()]),
            .. All([.. LinearOperators.Moving, "Where"], op => RuleTable.Standard[op]),
            .. All([.. LinearOperators.Mixing, "MaxPool", "GlobalMaxPool", "ReduceMax", "ReduceMin"], op => s => Shares(s, RuleTable.Standard[op], epsilon)),
            .. All(LinearOperators.Adding, op => s => Sum(s, RuleTable.Standard[op], composite)),
            .. All(["Max", "Min"], op => s => Alone(s) is { } i ? To(s, i) : Shares(s, RuleTable.Standard[op], epsilon)),
            .. All(["Conv", "ConvTranspose"], op => s => Weighted(s, op, composite, composite.Convolutions) ?? throw s.Declined("weights that depend on the image")),
            .. All(["Gemm", "MatMul", "Einsum"], op => s => Weighted(s, op, composite, composite.Dense) ?? Product(s, RuleTable.Standard[op], epsilon)),
            KeyValuePair.Create<string, GradientRule>("Mul", s => Alone(s) is { } i ? To(s, i) : Product(s, RuleTable.Standard["Mul"], epsilon)),
            KeyValuePair.Create<string, GradientRule>("Div", s => To(s, Alone(s) ?? 0)),
        ], propagation.Start == RelevanceStart.Output ? (cotangent, output) => cotangent * output : null);
    }

    /// <summary>d ± ε, so that nothing is divided by zero.</summary>
    public static Value Stabilized(Value divisor, float epsilon)
    {
        var graph = divisor.Emitter;
        return divisor + graph.Constant(-epsilon).Where(divisor.Apply("Less", graph.Constant(0)), graph.Constant(epsilon));
    }

    /// <summary>What a weighted layer hands back; null where both operands depend on the image.</summary>
    private static Value?[]? Weighted(GradientScope s, string op, LrpComposite composite, LrpRule rule) =>
        WeightedLayer.Of(s, RuleTable.Standard[op]) is { } layer ? layer.Back(composite.First is { } first && layer.IsFirst ? first : rule) : null;

    /// <summary>The ε-rule of an operator that is linear in all it reads.</summary>
    private static Value?[] Shares(GradientScope s, GradientRule derivative, float epsilon)
    {
        var parts = derivative(s.With(s.DY() / Stabilized(s.Y(), epsilon)));
        for (int i = 0; i < parts.Length; i++)
            if (s.Wants(i) && parts[i] is { } part) parts[i] = s.X(i) * part;
            else parts[i] = null;
        return parts;
    }

    // A constant that is added behind weights is their bias and takes its share; before any weights it shifts the pixels, and behind none there is nothing to share with.
    private static Value?[] Sum(GradientScope s, GradientRule derivative, LrpComposite composite)
    {
        if (Alone(s) is { } i && !(composite.Dense.CountBias && s.Producer(s.Node.Input[i]) is { OpType: "MatMul" or "Einsum" or "Conv" or "ConvTranspose" })) return To(s, i);
        return Shares(s, derivative, (float)composite.Stabilizer);
    }

    // The signal takes all of a product, the gate nothing; where neither is one, each takes half.
    private static Value?[] Product(GradientScope s, GradientRule derivative, float epsilon)
    {
        if (s.InputCount > 2 && s.Varies(2)) throw s.Declined("three operands that depend on the image");
        int left = Gates.Rank(s, 0), right = Gates.Rank(s, 1);
        var relevance = left == right ? s.DY() * 0.5f : s.DY();
        var parts = Shares(s.With(relevance), derivative, epsilon);
        if (left > right) parts[0] = null;
        if (right > left) parts[1] = null;
        return parts;
    }

    /// <summary>The only input that depends on the image; null where several do.</summary>
    private static int? Alone(GradientScope s) => Enumerable.Range(0, s.InputCount).Where(s.Varies).ToArray() is [var i] ? i : null;

    /// <summary>All relevance to one input.</summary>
    private static Value?[] To(GradientScope s, int i)
    {
        var parts = new Value?[s.InputCount];
        if (s.Wants(i)) parts[i] = s.Unbroadcast(s.DY(), i);
        return parts;
    }

    private static IEnumerable<KeyValuePair<string, GradientRule>> All(IEnumerable<string> operators, Func<string, GradientRule> rule) =>
        operators.Select(op => KeyValuePair.Create(op, rule(op)));
}
