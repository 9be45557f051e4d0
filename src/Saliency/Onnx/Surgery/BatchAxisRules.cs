namespace Saliency.Onnx.Surgery;

/// <summary>Operators that work along given axes: these must not be the images'.</summary>
internal static class BatchAxisRules
{
    private const string Mixes = "works along the axis along which the images lie";

    // Before this version Softmax saw its input as a matrix: everything from the axis on was one row.
    private const long SoftmaxOfOneAxis = 13;

    public static BatchPlace? Transpose(BatchPass pass, NodeProto node)
    {
        if (pass.Place(node, 0) is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        return place with { Axis = node.Find("perm")?.Ints is { Count: > 0 } order ? order.IndexOf(place.Axis) : rank - 1 - place.Axis };
    }

    /// <summary>One axis, and every operand carries the images alike.</summary>
    public static BatchPlace? Along(BatchPass pass, NodeProto node)
    {
        BatchPlace? found = node.OpType == "GatherElements" ? Same(pass, node) : BatchRules.Only(pass, node);
        if (found is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        long axis = node.OpType == "CumSum"
            ? pass.Integers(node, 1) is [var a] ? a : place.Axis
            : node.Find("axis")?.I ?? (node.OpType is "TopK" or "LpNormalization" ? -1 : 0);
        if (axis < 0) axis += rank;
        if (axis == place.Axis) return pass.Refuse(node, Mixes);
        bool drops = node.OpType is "ArgMax" or "ArgMin" && node.Find("keepdims")?.I == 0;
        return drops && axis < place.Axis ? place with { Axis = place.Axis - 1 } : place;
    }

    /// <summary>All axes from one on.</summary>
    public static BatchPlace? Behind(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        long axis = node.OpType == "Trilu" ? rank - 2 : node.Find("axis")?.I ?? -1;
        if (axis < 0) axis += rank;
        return place.Axis < axis ? place : pass.Refuse(node, Mixes);
    }

    public static BatchPlace? Reduce(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        long[] axes = pass.Integers(node, "axes", 1) ?? [];
        if (axes.Length == 0) return node.Find("noop_with_empty_axes")?.I == 1 ? place : pass.Refuse(node, Mixes);
        axes = [.. axes.Select(a => a < 0 ? a + rank : a)];
        if (axes.Contains(place.Axis)) return pass.Refuse(node, Mixes);
        return node.Find("keepdims")?.I == 0 ? place with { Axis = place.Axis - axes.Count(a => a < place.Axis) } : place;
    }

    public static BatchPlace? Softmax(BatchPass pass, NodeProto node)
    {
        if (pass.Place(node, 0) is not { } place) return null;
        long[] shape = pass.Shape(node.Input[0]);
        bool rows = pass.Opset < SoftmaxOfOneAxis;
        long axis = node.Find("axis")?.I ?? (rows ? 1 : -1);
        if (axis < 0) axis += shape.Length;
        if (rows ? place.Axis < axis : place.Axis != axis) return place;
        if (rows && place.IsPlain && place.Axis == axis && axis + 1 < shape.Length)
        {
            node.Attribute.Clear();
            node.Attribute.Add(Nodes.Integer("axis", axis + 1));
            return place;
        }
        if (place.Axis != axis || place.Outer != 1 || (rows && shape.Length > axis + 1)) return pass.Refuse(node, Mixes);

        // An answer without the images' axis: it gets one for as long as the operator works.
        long[] apart = [.. shape[..place.Axis], -1, place.Inner, .. shape[(place.Axis + 1)..]], together = [.. shape];
        together[place.Axis] = -1;
        string split = pass.Insert("Reshape", $"{node.Input[0]}/images", [node.Input[0], pass.Constant($"{node.Input[0]}/apart", apart)]);
        string made = pass.Insert(node.OpType, $"{node.Output[0]}/images", [split], Nodes.Integer("axis", axis + 1));
        node.OpType = "Reshape";
        node.Attribute.Clear();
        node.Input.Clear();
        node.Input.Add([made, pass.Constant($"{node.Output[0]}/together", together)]);
        return place;
    }

    public static BatchPlace? Concat(BatchPass pass, NodeProto node)
    {
        if (Same(pass, node, sharedToo: true) is not { } place) return null;
        int rank = pass.Shape(node.Output[0]).Length;
        long axis = node.Find("axis")?.I ?? 1;
        if ((axis < 0 ? axis + rank : axis) == place.Axis) return pass.Refuse(node, Mixes);
        for (int i = 0; i < node.Input.Count; i++)
        {
            if (pass.Place(node, i) is not null) continue;
            // A class token: Concat does not broadcast, so that every image gets its own.
            string value = node.Input[i], wish = $"{node.Output[0]}/repeated";
            if (place.Outer != 1) return pass.Refuse(node, $"joins '{value}' to an axis that counts more than the images");
            long[] ones = [.. Enumerable.Repeat(1L, rank)];
            // Expand where it can be: it takes every element type.
            node.Input[i] = pass.Insert(place.IsPlain ? "Expand" : "Tile", wish, [value, pass.ShapeWithCount($"{wish}/shape", ones, place.Axis)]);
        }
        return place;
    }

    public static BatchPlace? Slice(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        long[] shape = pass.Shape(node.Input[0]);
        long[]? starts = pass.Integers(node, "starts", 1), ends = pass.Integers(node, "ends", 2);
        if (starts is null || ends is null || starts.Length != ends.Length) return pass.Refuse(node, "has operands that could not be observed");
        long[] axes = pass.Integers(node, "axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        long[] steps = pass.Integers(node, 4) ?? [.. starts.Select(_ => 1L)];
        int at = Array.FindIndex(axes, a => (a < 0 ? a + shape.Length : a) == place.Axis);
        if (at < 0) return place;
        if (at >= starts.Length || at >= steps.Length || starts[at] != 0 || steps[at] != 1 || ends[at] < shape[place.Axis]) return pass.Refuse(node, Mixes);
        ends = [.. ends];
        ends[at] = long.MaxValue;
        if (node.Find("ends") is { } old)
        {
            old.Ints[at] = long.MaxValue;
            return place;
        }
        // All of them anew: they share one integer type.
        string data = node.Input[0];
        node.Input.Clear();
        node.Input.Add([data, .. new[] { starts, ends, axes, steps }.Select(v => pass.Constant($"{node.Output[0]}/slice", v))]);
        return place;
    }

    public static BatchPlace? Gather(BatchPass pass, NodeProto node)
    {
        int rank = pass.Shape(node.Input[0]).Length;
        long axis = node.Find("axis")?.I ?? 0;
        if (axis < 0) axis += rank;
        var indices = pass.Place(node, 1);
        if (pass.Place(node, 0) is not { } place) return indices is { } found ? found with { Axis = found.Axis + (int)axis } : null;
        if (indices is not null) return pass.Refuse(node, "picks by places that differ from image to image");
        int added = pass.Shape(node.Input[1]).Length - 1;
        if (place.Axis != axis) return place.Axis < axis ? place : place with { Axis = place.Axis + added };
        // The first and only image.
        return place.IsPlain && added == -1 && pass.Integers(node, 1) is [0 or -1] ? BatchShapeRules.Drop(pass, node) : pass.Refuse(node, Mixes);
    }

    public static BatchPlace? Quantize(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        long axis = node.Find("axis")?.I ?? 1;
        bool whole = TensorData.ElementCount(pass.Shape(node.Input[1])) == 1;
        return whole || (axis < 0 ? axis + rank : axis) != place.Axis ? place : pass.Refuse(node, Mixes);
    }

    // The place that the operands have in common.
    private static BatchPlace? Same(BatchPass pass, NodeProto node, bool sharedToo = false)
    {
        BatchPlace? found = null;
        foreach (string input in node.Input)
        {
            var place = pass.Place(input);
            if (place is null && sharedToo) continue;
            if (place is null || (found is { } other && other != place))
                return pass.Refuse(node, "joins values in which the images lie along different axes");
            found = place;
        }
        return found;
    }
}
