namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>An operator that random graphs are made of.</summary>
/// <param name="Operator">Its name.</param>
/// <param name="Since">The first opset that is tried.</param>
/// <param name="Propose">Draws its inputs and attributes; null where nothing in the graph suits it.</param>
/// <param name="Until">The last opset that has it.</param>
internal sealed record RandomOperator(string Operator, int Since, Func<GraphDraft, Proposal?> Propose, int Until = int.MaxValue);

/// <summary>Functions of one value, and arithmetic that broadcasts.</summary>
internal static class Elementwise
{
    private const double All = 1e9;

    public static RandomOperator[] Operators { get; } =
    [
        One("Relu"), One("Elu", 7, d => $"alpha={d.Number(0.3, 1.5)}"), One("LeakyRelu", 7, d => $"alpha={d.Number(0.05, 0.6)}"),
        One("Selu", 7, d => d.Chance(0.5) ? "" : $"alpha={d.Number(0.5, 2)} gamma={d.Number(0.5, 2)}"), One("Celu", 12, d => $"alpha={d.Number(0.5, 2)}"),
        One("Sigmoid"), One("HardSigmoid", 7, d => $"alpha={d.Number(0.1, 0.6)} beta={d.Number(0.2, 0.7)}"), One("HardSwish", 14), One("Softplus"), One("Softsign"), One("Tanh"),
        One("Erf", 9), One("Gelu", 20, d => d.Among("", "approximate=tanh", "approximate=none")), One("Mish", 18), One("ThresholdedRelu", 10, d => $"alpha={d.Number(0.1, 0.9)}"),
        One("Shrink", 9, d => $"lambd={d.Number(0.1, 0.9)} bias={d.Number(-0.3, 0.3)}"), One("Identity"), One("Neg"), One("Exp", 7, null, -All, 3), One("Abs"),
        One("Sin"), One("Cos"), One("Tan", 7, null, -1.2, 1.2), One("Asin", 7, null, -0.92, 0.92), One("Acos", 7, null, -0.92, 0.92), One("Atanh", 9, null, -0.92, 0.92),
        One("Atan"), One("Sinh", 9, null, -3, 3), One("Cosh", 9, null, -3, 3), One("Asinh", 9), One("Acosh", 9, null, 1.1, All), One("Log", 7, null, 0.1, All),
        One("Sqrt", 7, null, 0.1, All), One("Floor"), One("Ceil"), One("Round", 11), One("Sign", 9), One("Cast", 7, _ => "to=1"),
        One("Softmax", 7, Along), One("LogSoftmax", 7, Along), One("Hardmax", 7, Along),
        new("Reciprocal", 7, d => d.Pick(v => v.ClearOfZero) is { } x ? $"Reciprocal({x.Name})" : null),
        new("Dropout", 7, d => d.Pick() is { } x ? $"Dropout({x.Name}){(d.Opset < 12 ? " ratio=0.4" : "")}" : null),
        new("CastLike", 15, d => d.Pick() is { } x ? $"CastLike({x.Name}, {x.Name})" : null),
        new("LpNormalization", 7, d => d.Pick(v => v.Rank > 0) is { } x ? $"LpNormalization({x.Name}) axis={d.Axis(d.Next(x.Rank), x.Rank)} p={d.From(1, 2)}" : null),
        new("PRelu", 7, d => d.Pick(v => v.Rank > 1) is { } x ? $"PRelu({x.Name}, {d.Weight(Onto(d, x))})" : null),
        new("Clip", 7, Clip),
        Two("Add"), Two("Sub"), Two("Mul"), Two("Max", 8), Two("Min", 8), Two("Sum", 8), Two("Mean", 8),
        new("Sum", 8, d => Several(d, "Sum")), new("Mean", 8, d => Several(d, "Mean")), new("Max", 8, d => Several(d, "Max")), new("Min", 8, d => Several(d, "Min")),
        new("Div", 7, d => d.Pick() is { } x ? $"Div({x.Name}, {(d.Chance(0.4) && d.Pick(v => v.ClearOfZero) is { } y ? y.Name : d.Weight(Beside(d, x), d.Among("+", "n")))})" : null),
        new("Div", 7, d => d.Pick(v => v.ClearOfZero) is { } x ? $"Div({d.Weight(Beside(d, x))}, {x.Name})" : null),
        new("Mod", 10, d => d.Pick() is { } x ? $"Mod({x.Name}, {d.Weight(Beside(d, x), "+")}) fmod=1" : null),
        new("Pow", 7, Pow),
        new("Where", 9, Where),
    ];

    /// <summary>Extents that a value of these can be joined with: axes left out, made one, or put before.</summary>
    public static long[] Beside(GraphDraft d, DraftValue x)
    {
        long[] dims = Onto(d, x);
        return d.Chance(0.15) && dims.Length == x.Rank && x.Rank < 5 ? [d.From(1, 2), .. dims] : dims;
    }

    /// <summary>Extents that broadcast to a value's own; one where an axis follows the batch.</summary>
    public static long[] Onto(GraphDraft d, DraftValue x)
    {
        long[] dims = [.. x.Dims.Select(extent => extent < 0 || d.Chance(0.3) ? 1 : extent)];
        return d.Chance(0.4) ? dims[d.Next(x.Rank + 1)..] : dims;
    }

    private static RandomOperator One(string op, int since = 7, Func<GraphDraft, string>? attributes = null, double low = -All, double high = All) =>
        new(op, since, d => d.Pick(v => v.Within(low, high) && v.Rank > 0) is { } x ? $"{op}({x.Name}) {attributes?.Invoke(d)}" : null);

    private static RandomOperator Two(string op, int since = 7) => new(op, since, d =>
    {
        if (d.Pick() is not { } x) return null;
        string other = d.Chance(0.5) ? d.Pick()!.Name : d.Weight(Beside(d, x));
        return d.Chance(0.5) ? $"{op}({x.Name}, {other})" : $"{op}({other}, {x.Name})";
    });

    private static Proposal? Several(GraphDraft d, string op)
    {
        if (d.Pick() is not { } x) return null;
        var operands = Enumerable.Range(0, d.From(0, 3)).Select(_ => d.Chance(0.4) ? d.Pick()!.Name : d.Weight(Beside(d, x))).Prepend(x.Name);
        return $"{op}({string.Join(", ", operands)})";
    }

    private static string Along(GraphDraft d) => d.Chance(0.3) ? "" : $"axis={d.From(d.Opset < 11 ? 0 : -1, 2)}";

    private static Proposal? Clip(GraphDraft d)
    {
        if (d.Pick() is not { } x) return null;
        string low = d.Number(-1, 0), high = d.Number(0.3, 6);
        if (d.Opset < 11) return $"Clip({x.Name}) min={low}{(d.Chance(0.7) ? $" max={high}" : "")}";
        return d.Among(0, 1, 2, 3) switch
        {
            0 => $"Clip({x.Name}, {d.Constant($"f0:{low}")}, {d.Constant($"f0:{high}")})",
            1 => $"Clip({x.Name}, {d.Constant("f0:0")}, {d.Constant("f0:6")})",
            2 => $"Clip({x.Name}, -, {d.Weight([], "+")})",
            _ => $"Clip({x.Name}, {d.Weight([], "n")})",
        };
    }

    private static Proposal? Pow(GraphDraft d)
    {
        switch (d.Next(4))
        {
            case 0:
                return d.Pick() is { } any ? $"Pow({any.Name}, {d.Constant(d.Among("f0:2", "f:2", "f:3", d.Opset > 11 ? "i:2" : "f:1", d.Opset > 11 ? "i0:3" : "f0:3"))})" : null;
            case 1:
                return d.Pick(v => v.Within(0.1, 8)) is { } root ? $"Pow({root.Name}, {d.Constant(d.Among("f0:0.5", "f:0.5", "f:-0.5", "f0:1.5"))})" : null;
            case 2:
                return d.Pick(v => v.Within(-3, 3)) is { } exponent ? $"Pow({d.Weight(Beside(d, exponent), "+")}, {exponent.Name})" : null;
            default:
                return d.Pick(v => v.Within(0.1, 8)) is { } x ? $"Pow({x.Name}, {(d.Chance(0.5) ? d.Pick()!.Name : d.Weight(Beside(d, x)))})" : null;
        }
    }

    private static Proposal? Where(GraphDraft d)
    {
        if (d.Pick() is not { } x) return null;
        string other = d.Chance(0.4) ? d.Pick()!.Name : d.Weight(Beside(d, x));
        string than = d.Chance(0.5) ? d.Weight([]) : d.Weight(Onto(d, x));
        string condition = d.Step($"{d.Among("Greater", "Less")}({d.Pick()!.Name}, {than})");
        return d.Chance(0.5) ? $"Where({condition}, {x.Name}, {other})" : $"Where({condition}, {other}, {x.Name})";
    }
}
