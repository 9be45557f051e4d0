namespace Saliency.Onnx.Surgery;

/// <summary>Products of matrices: the images' axis may be one of rows or columns or of the matrices themselves, never the one that is summed over.</summary>
internal static class BatchProductRules
{
    private const string Sums = "sums over the axis along which the images lie";
    private const string Crosses = "multiplies every image with every other";

    public static BatchPlace? MatMul(BatchPass pass, NodeProto node)
    {
        long[] a = pass.Shape(node.Input[0]), b = pass.Shape(node.Input[1]);
        int rank = Math.Max(a.Length, b.Length);
        RefuseOthers(pass, node, 2);
        var left = pass.Place(node, 0);
        var right = pass.Place(node, 1);
        if (left?.Axis == a.Length - 1 || right?.Axis == Math.Max(0, b.Length - 2)) return pass.Refuse(node, Sums);
        if (a.Length < 2 || b.Length < 2)
        {
            // A vector has no rows or no columns: the axis behind it moves up.
            return left ?? (right is { } place && place.Axis == b.Length - 1 ? place with { Axis = place.Axis - 1 } : right);
        }
        var fromLeft = Aligned(left, a, b);
        var fromRight = Aligned(right, b, a);
        if (fromLeft is null != left is null || fromRight is null != right is null)
            return pass.Refuse(node, "multiplies with matrices that lie along the axis along which the images lie");
        return fromLeft is null || fromRight is null || fromLeft == fromRight ? fromLeft ?? fromRight : pass.Refuse(node, Crosses);

        BatchPlace? Aligned(BatchPlace? place, long[] own, long[] other)
        {
            if (place is not { } p) return null;
            p = p with { Axis = p.Axis + rank - own.Length };
            int there = p.Axis - (rank - other.Length);
            bool both = left is not null && right is not null;
            return p.Axis >= rank - 2 || both || there < 0 || other[there] == 1 ? p : null;
        }
    }

    public static BatchPlace? Gemm(BatchPass pass, NodeProto node)
    {
        bool turnedA = node.Find("transA")?.I == 1, turnedB = node.Find("transB")?.I == 1;
        var (a, b) = (pass.Place(node, 0), pass.Place(node, 1));
        if (a?.Axis == (turnedA ? 0 : 1) || b?.Axis == (turnedB ? 1 : 0)) return pass.Refuse(node, Sums);
        if (a is not null && b is not null) return pass.Refuse(node, Crosses);
        BatchPlace? place = a is { } rows ? rows with { Axis = 0 } : b is { } columns ? columns with { Axis = 1 } : null;
        if (node.Input.Count < 3 || node.Input[2].Length == 0) return place;
        long[] c = pass.Shape(node.Input[2]);
        if (pass.Place(node, 2) is { } added)
            return place == added with { Axis = added.Axis + 2 - c.Length } ? place : pass.Refuse(node, "adds a value in which the images lie along another axis");
        int at = place!.Value.Axis - (2 - c.Length);
        return at < 0 || c[at] == 1 ? place : pass.Refuse(node, $"adds '{node.Input[2]}' [{string.Join(", ", c)}] to the axis along which the images lie");
    }

    public static BatchPlace? Einsum(BatchPass pass, NodeProto node)
    {
        string equation = node.Find("equation")?.S.ToStringUtf8().Replace(" ", "", StringComparison.Ordinal) ?? "";
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length != 2 || equation.Contains('.', StringComparison.Ordinal) || terms.Length != node.Input.Count)
            return pass.Refuse(node, $"has an equation that cannot be followed, '{equation}'");
        (char Letter, BatchPlace Place)? found = null;
        for (int i = 0; i < terms.Length; i++)
        {
            if (pass.Place(node, i) is not { } place) continue;
            if (place.Axis >= terms[i].Length || (found is { } f && (f.Letter != terms[i][place.Axis] || f.Place != place with { Axis = f.Place.Axis })))
                return pass.Refuse(node, Crosses);
            found = (terms[i][place.Axis], place);
        }
        if (found is not { } images) return null;
        for (int i = 0; i < terms.Length; i++)
        {
            int at = terms[i].IndexOf(images.Letter, StringComparison.Ordinal);
            if (at >= 0 && pass.Place(node, i) is null && pass.Shape(node.Input[i])[at] != 1)
                return pass.Refuse(node, "multiplies with matrices that lie along the axis along which the images lie");
        }
        int axis = sides[1].IndexOf(images.Letter, StringComparison.Ordinal);
        return axis >= 0 ? images.Place with { Axis = axis } : pass.Refuse(node, Sums);
    }

    // Zero points and the like are the same for all images.
    private static void RefuseOthers(BatchPass pass, NodeProto node, int from)
    {
        for (int i = from; i < node.Input.Count; i++)
            if (pass.Place(node, i) is not null) pass.Refuse(node, $"reads an operand '{node.Input[i]}' that differs from image to image");
    }
}
