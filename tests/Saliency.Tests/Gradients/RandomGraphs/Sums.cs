namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Reductions and products of matrices.</summary>
internal static class Sums
{
    public static RandomOperator[] Operators { get; } =
    [
        Reduction("ReduceSum"), Reduction("ReduceMean"), Reduction("ReduceMax"), Reduction("ReduceMin"), Reduction("ReduceProd"), Reduction("ReduceL1"), Reduction("ReduceL2"),
        Reduction("ReduceSumSquare"), Reduction("ReduceLogSum", 0.05), Reduction("ReduceLogSumExp"),
        new("CumSum", 11, d => d.Pick(v => v.Rank > 0) is { } x ? $"CumSum({x.Name}, {d.Index(d.Axis(d.Next(x.Rank), x.Rank))}) exclusive={d.Next(2)} reverse={d.Next(2)}" : null),
        new("MatMul", 7, MatMul), new("MatMul", 7, Square), new("Gemm", 7, Gemm), new("Einsum", 12, Einsum), new("Einsum", 12, Pair),
    ];

    private static RandomOperator Reduction(string op, double low = -1e9) => new(op, 7, d =>
    {
        if (d.Pick(v => v.Within(low, 1e9) && v.Rank > 0) is not { } x) return null;
        string keep = d.Among("", "keepdims=0", "keepdims=1");
        if (d.Chance(0.15)) return $"{op}({x.Name}) {keep}";
        bool byInput = d.Opset >= (op == "ReduceSum" ? 13 : 18);
        long[] axes = [.. d.Shuffled(d.Some(x.Rank, d.Chance(0.7) ? Math.Min(1, x.Rank - 1) : 0)).Select(a => d.Axis(a, x.Rank))];
        if (!byInput) return $"{op}({x.Name}) axes={GraphDraft.List(axes)} {keep}";
        return d.Among(0, 0, 0, 1, 2) switch
        {
            0 => $"{op}({x.Name}, {d.Integers(axes)}) {keep}",
            1 => $"{op}({x.Name}) noop_with_empty_axes=1 {keep}",
            _ => $"{op}({x.Name}, {d.Constant("i[0]:")}) noop_with_empty_axes={d.Next(2)} {keep}",
        };
    });

    private static Proposal? MatMul(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        bool left = d.Chance(0.6);
        long inner = left || x.Rank == 1 ? x.Dims[^1] : x.Dims[^2];
        if (inner < 0) return null;
        long[] batch = x.Rank > 2 && d.Chance(0.4) ? [.. x.Dims[..^2].Select(e => e < 0 || d.Chance(0.4) ? 1 : e)] : d.Chance(0.1) ? [2] : [];
        long other = d.From(1, 4);
        long[] dims = d.Chance(0.2) ? [inner] : left ? [.. batch, inner, other] : [.. batch, other, inner];
        string w = d.Weight(dims);
        return left ? $"MatMul({x.Name}, {w})" : $"MatMul({w}, {x.Name})";
    }

    // A value with itself, or two values, one turned.
    private static Proposal? Square(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 1) is not { } x) return null;
        var y = d.Chance(0.5) ? x : d.Pick(v => v.Rank > 1)!;
        long[] turned = [.. Enumerable.Range(0, y.Rank).Select(a => (long)a)];
        (turned[^1], turned[^2]) = (turned[^2], turned[^1]);
        return $"MatMul({x.Name}, {d.Step($"Transpose({y.Name}) perm={GraphDraft.List(turned)}")})";
    }

    private static Proposal? Gemm(GraphDraft d)
    {
        if (d.Pick(v => v.Rank == 2) is not { } x) return null;
        int turnA = d.Next(2), turnB = d.Next(2);
        bool left = d.Chance(0.6);
        long inner = left ? x.Dims[1 - turnA] : x.Dims[turnB], rows = left ? x.Dims[turnA] : x.Dims[1 - turnB], other = d.From(1, 4);
        if (inner < 0) return null;
        long[] dims = (left ? turnB : 1 - turnA) == 0 ? [inner, other] : [other, inner];
        string w = d.Weight(dims);
        long height = left ? rows : other, width = left ? other : rows;
        string c = d.Chance(0.3) && d.Opset >= 11 ? "" : ", " + d.Weight(d.Among<long[]>([], [1], [width < 0 ? 1 : width], [1, 1], [1, width < 0 ? 1 : width], [height < 0 ? 1 : height, 1]));
        return $"Gemm({(left ? x.Name : w)}, {(left ? w : x.Name)}{c}) transA={turnA} transB={turnB} alpha={d.Number(0.3, 1.5)} beta={d.Number(0.3, 1.5)}";
    }

    // A letter for each axis; a weight has some of them and perhaps one more; the output has some of all, in any order.
    private static Proposal? Einsum(GraphDraft d)
    {
        if (d.Pick(v => v.Rank is > 0 and < 5) is not { } x) return null;
        string letters = "abcdefgh"[..x.Rank];
        string equation = letters;
        var operands = new List<string> { x.Name };
        for (int k = 0, more = d.From(0, 2); k < more; k++)
        {
            long[] shared = d.Shuffled(Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] > 0 && d.Chance(0.5)).Select(a => (long)a));
            long[] dims = [.. shared.Select(a => d.Chance(0.1) ? 1 : x.Dims[a])];
            bool fresh = d.Chance(0.5);
            if (dims.Length == 0 && !fresh) continue;
            equation += "," + string.Concat(shared.Select(a => letters[(int)a])) + (fresh ? "z" : "");
            operands.Add(d.Weight(fresh ? [.. dims, 2] : dims));
        }
        char[] all = [.. equation.Replace(",", "").Distinct()];
        string output = string.Concat(d.Shuffled(Enumerable.Range(0, all.Length).Where(_ => d.Chance(0.7)).Select(i => (long)i)).Select(i => all[i]));
        return $"Einsum({string.Join(", ", operands)}) equation={equation}{(output.Length == 0 && d.Chance(0.5) ? "" : "->" + output)}";
    }

    // The leading axes as an ellipsis.
    private static Proposal? Pair(GraphDraft d)
    {
        if (d.Pick(v => v.Rank is > 1 and < 5 && v.Dims[^1] > 0) is not { } x) return null;
        string w = d.Weight([x.Dims[^1], d.From(1, 3)]);
        return d.Among(0, 1, 2, 3) switch
        {
            0 => $"Einsum({x.Name}, {w}) equation=...i,ij->...j",
            1 => $"Einsum({x.Name}, {w}) equation=...i,ij->j...",
            2 => $"Einsum({w}, {x.Name}) equation=ij,...i",
            _ => $"Einsum({x.Name}, {x.Name}) equation=...ij,...kj->...ik",
        };
    }
}
