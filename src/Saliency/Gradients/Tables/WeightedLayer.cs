namespace Saliency.Gradients.Tables;

/// <summary>A convolution or matrix product with constant weights, as relevance goes back through it.</summary>
internal sealed class WeightedLayer
{
    private const float Stabilizer = 1e-6f;

    private static readonly HashSet<string> s_weighted = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    private readonly GradientScope _s;
    private readonly GradientRule _derivative;
    private readonly int _data;
    private readonly bool _notNegative;

    private WeightedLayer(GradientScope s, GradientRule derivative, int data) => (_s, _derivative, _data, _notNegative) = (s, derivative, data, Signs.NotNegative(s, data));

    /// <summary>The layer; null where both operands depend on the image.</summary>
    public static WeightedLayer? Of(GradientScope s, GradientRule derivative)
    {
        if (s.Varies(0) && s.Varies(1)) return null;
        if (s.InputCount > 2 && s.Varies(2)) throw s.Declined("a bias that depends on the image");
        if (s.Node.OpType == "Einsum" && s.InputCount != 2) throw s.Declined("other than two operands");
        if (s.Node.OpType == "Gemm" && (s.Number("alpha", 1) <= 0 || s.Number("beta", 1) < 0)) throw s.Declined("negative factors");
        return new WeightedLayer(s, derivative, s.Varies(0) ? 0 : 1);
    }

    /// <summary>Whether no other weighted layer stands between the image and this one.</summary>
    public bool IsFirst
    {
        get
        {
            var seen = new HashSet<string>();
            var open = new Stack<string>([_s.Node.Input[_data]]);
            while (open.TryPop(out string? value))
            {
                if (!seen.Add(value) || _s.Producer(value) is not { } node) continue;
                if (s_weighted.Contains(node.OpType) && node.Input.Count(_s.Varies) < 2) return false;
                foreach (string before in node.Input.Where(_s.Varies)) open.Push(before);
            }
            return true;
        }
    }

    private Value X => _s.X(_data);

    private Value Weights => _s.X(1 - _data);

    private Value Zero => _s.Graph.Constant(0);

    /// <summary>What arrives, carried back by a rule.</summary>
    public Value?[] Back(LrpRule rule)
    {
        var parts = new Value?[_s.InputCount];
        if (_s.Wants(_data)) parts[_data] = Relevance(rule);
        return parts;
    }

    private Value Relevance(LrpRule rule) => rule switch
    {
        EpsilonRule epsilon => X * Backward(Share(Output(rule.CountBias), (float)epsilon.Value), Weights),
        GammaRule gamma => Gamma((float)gamma.Value, rule.CountBias),
        AlphaBetaRule both => AlphaBeta((float)both.Alpha, (float)both.Beta, rule.CountBias),
        BoxRule box => Box(Bound(box.Low), Bound(box.High)),
        SquareRule => Equal(Weights * Weights),
        FlatRule => Equal((Weights * 0f) + 1),
        _ => throw new ArgumentException($"Expected a known rule, got {rule}.", nameof(rule)),
    };

    // Shares of one sign meet in one sum each: z⁺ of x⁺w⁺, x⁻w⁻ and b⁺, z⁻ of the others.
    private Value AlphaBeta(float alpha, float beta, bool bias)
    {
        Value plus = Plus(Weights), minus = Minus(Weights);
        var positive = BySign(Share(Forward(plus, minus, bias ? Bias(Plus) : null), Stabilizer), plus, minus) * alpha;
        return beta == 0 ? positive : positive - (BySign(Share(Forward(minus, plus, bias ? Bias(Minus) : null), Stabilizer), minus, plus) * beta);
    }

    // Where z is positive, what makes it so counts more (x⁺ with w + γw⁺, x⁻ with w + γw⁻); where it is negative, the other way round.
    private Value Gamma(float gamma, bool bias)
    {
        Value up = Weights + (Plus(Weights) * gamma), down = Weights + (Minus(Weights) * gamma), y = Output(bias);
        var positive = Share(Forward(up, down, bias ? Bias(b => b + (Plus(b) * gamma)) : null), Stabilizer) * y.Above(Zero);
        var negative = Share(Forward(down, up, bias ? Bias(b => b + (Minus(b) * gamma)) : null), Stabilizer) * y.Below(Zero);
        return BySign(positive, up, down) + BySign(negative, down, up);
    }

    private Value Box(Value low, Value high)
    {
        Value plus = Plus(Weights), minus = Minus(Weights), lowest = Filled(low), highest = Filled(high);
        var share = Share(Product(X, Weights, null) - Product(lowest, plus, null) - Product(highest, minus, null), Stabilizer);
        return (X * Backward(share, Weights)) - (lowest * Backward(share, plus)) - (highest * Backward(share, minus));
    }

    private Value Equal(Value weights) => Backward(Share(Product(Filled(_s.Graph.Constant(1)), weights, null), Stabilizer), weights);

    private Value Output(bool bias) => bias || !_s.HasX(2) ? _s.Y() : Product(X, Weights, null);

    /// <summary>R over a divisor.</summary>
    private Value Share(Value divisor, float epsilon) => _s.DY() / RelevanceTable.Stabilized(divisor, epsilon);

    /// <summary>The layer with weights of their own for positive and for negative inputs; the latter are left out where there are none.</summary>
    private Value Forward(Value ofPositive, Value ofNegative, Value? bias)
    {
        if (_notNegative) return Product(X, ofPositive, bias);
        return Product(Plus(X), ofPositive, bias) + Product(Minus(X), ofNegative, null);
    }

    /// <summary>Each input times what comes back to it through the weights of its sign.</summary>
    private Value BySign(Value share, Value ofPositive, Value ofNegative)
    {
        if (_notNegative) return X * Backward(share, ofPositive);
        return (Plus(X) * Backward(share, ofPositive)) + (Minus(X) * Backward(share, ofNegative));
    }

    private Value Product(Value x, Value weights, Value? bias) =>
        _s.Graph.Repeat(_s.Node, _data == 0 ? x : weights, _data == 0 ? weights : x, bias);

    private Value Backward(Value share, Value weights) => _derivative(_s.With(share, (1 - _data, weights)))[_data]!.Value;

    private Value? Bias(Func<Value, Value> part) => _s.HasX(2) ? part(_s.X(2)) : null;

    private Value Plus(Value value) => value.Apply("Max", Zero);

    private Value Minus(Value value) => value.Apply("Min", Zero);

    private Value Filled(Value value) => (X * 0f) + value;

    private Value Bound(IReadOnlyList<float> values)
    {
        if (values.Count == 1) return _s.Graph.Constant(values[0]);
        if (_s.RankX(_data) != 4 || _s.DimsX(_data)[1] != values.Count)
            throw new ArgumentException($"Expected one bound, or one for each channel of {string.Join('×', _s.DimsX(_data).Skip(1))}, got {values.Count}.");
        return _s.Graph.Constant([.. values], 1, values.Count, 1, 1);
    }
}
