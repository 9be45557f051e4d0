namespace Saliency.Gradients.Rules;

/// <summary>Matrix products: with Y = A·B, dA = dY·Bᵀ and dB = Aᵀ·dY.</summary>
internal static class MatrixProducts
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["MatMul"] = MatMul,
        ["Gemm"] = Gemm,
        ["Einsum"] = Einsum,
    };

    /// <summary>The gradients of a (batched, broadcast) product of two values.</summary>
    public static Value?[] MatMul(GradientScope s)
    {
        int rankA = s.RankX(0), rankB = s.RankX(1);
        // A vector is a row on the left and a column on the right; the product loses that axis.
        Value a = rankA == 1 ? s.X(0).Unsqueeze(0) : s.X(0), b = rankB == 1 ? s.X(1).Unsqueeze(1) : s.X(1), dy = s.DY();
        if (rankB == 1) dy = dy.Unsqueeze(-1);
        if (rankA == 1) dy = dy.Unsqueeze(-2);
        var parts = new Value?[2];
        if (s.Wants(0)) parts[0] = Unbatch(s, dy.Apply("MatMul", Swap(b, Math.Max(2, rankB))), 0);
        if (s.Wants(1))
        {
            // A matrix that follows the batch, as one turned by a transposition does, has no extent to reshape to.
            parts[1] = rankB == 2 && rankA > 2 && !s.DimsX(1).Contains(-1)
                ? Flat(s, a, 0).Transpose(1, 0).Apply("MatMul", dy.Reshape(-1, s.DimsX(1)[1]))
                : Unbatch(s, Swap(a, Math.Max(2, rankA)).Apply("MatMul", dy), 1);
        }
        return parts;
    }

    private static Value?[] Gemm(GradientScope s)
    {
        long transA = s.WholeNumber("transA"), transB = s.WholeNumber("transB");
        float alpha = s.Number("alpha", 1), beta = s.Number("beta", 1);
        var parts = new Value?[3];
        if (s.Wants(0)) parts[0] = transA == 0 ? Product(s.DY(), s.X(1), 0, 1 - transB) : Product(s.X(1), s.DY(), transB, 1);
        if (s.Wants(1)) parts[1] = transB == 0 ? Product(s.X(0), s.DY(), 1 - transA, 0) : Product(s.DY(), s.X(0), 1, transA);
        if (s.Wants(2)) parts[2] = s.Unbroadcast(s.DY() * beta, 2);
        return parts;

        Value Product(Value a, Value b, long ta, long tb) => s.Graph.Emit("Gemm", [a, b], ("alpha", alpha), ("transA", ta), ("transB", tb));
    }

    /// <summary>Sums over the batch axes that broadcasting repeated, and gives the input its own shape back.</summary>
    private static Value Unbatch(GradientScope s, Value gradient, int input)
    {
        var (own, product) = (s.DimsX(input), s.DimsY());
        int rank = Math.Max(2, Math.Max(s.RankX(0), s.RankX(1))), lead = rank - own.Length;
        var repeated = Enumerable.Range(0, rank - 2).Where(a => a < lead || (own[a - lead] == 1 && product[a] != 1)).Select(a => (long)a).ToArray();
        var summed = gradient.Sum(repeated);
        return lead == 0 ? summed : s.AsX(summed, input);
    }

    private static Value Swap(Value matrix, int rank)
    {
        var permutation = Enumerable.Range(0, rank).Select(a => (long)a).ToArray();
        (permutation[^1], permutation[^2]) = (permutation[^2], permutation[^1]);
        return matrix.Transpose(permutation);
    }

    /// <summary>All leading axes folded into the rows of one matrix: one product instead of a batch of them and a sum.</summary>
    private static Value Flat(GradientScope s, Value a, int input) => a.Reshape(-1, s.DimsX(input)[^1]);

    // The gradient of one operand is the Einsum of the others with dY; letters that only this operand has are summed away in the forward
    // pass and repeated in the backward pass.
    private static Value?[] Einsum(GradientScope s)
    {
        var equation = EinsumEquation.Parse(s.Text("equation"), [.. Enumerable.Range(0, s.InputCount).Select(i => s.RankX(i))]) ?? throw s.Declined("a diagonal");
        var parts = new Value?[s.InputCount];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!s.Wants(i)) continue;
            var others = Enumerable.Range(0, parts.Length).Where(k => k != i).ToArray();
            string known = string.Concat(others.Select(k => equation.Operands[k])) + equation.Output;
            string own = equation.Operands[i], kept = string.Concat(own.Where(known.Contains));
            Value?[] operands = [s.DY(), .. others.Select(k => (Value?)s.X(k))];
            var gradient = s.Graph.Emit("Einsum", operands,
                ("equation", $"{string.Join(',', others.Select(k => equation.Operands[k]).Prepend(equation.Output))}->{kept}"));
            if (kept.Length < own.Length)
            {
                long[] missing = [.. Enumerable.Range(0, own.Length).Where(a => !known.Contains(own[a])).Select(a => (long)a)];
                gradient = gradient.Unsqueeze(missing).Expand(s.ExactShapeOfX(i));
            }
            gradient = gradient.Sum([.. Enumerable.Range(0, own.Length).Where(a => s.DimsX(i)[a] == 1 && IsLong(own[a], others)).Select(a => (long)a)]);
            bool spread = Enumerable.Range(0, own.Length).Any(a => s.DimsX(i)[a] != 1 && known.Contains(own[a]) && !equation.Output.Contains(own[a]) && !IsLong(own[a], others));
            parts[i] = spread ? gradient.Expand(s.ExactShapeOfX(i)) : gradient;
        }
        return parts;

        // Axes of one are broadcast: summed again where this operand has the one, repeated where all others have.
        bool IsLong(char letter, int[] operands) => operands.Any(k => equation.Operands[k].IndexOf(letter, StringComparison.Ordinal) is >= 0 and var a && s.DimsX(k)[a] != 1);
    }
}
