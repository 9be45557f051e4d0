namespace Saliency.Onnx.Surgery;

/// <summary>Operators that give a value another shape: the places where a batch of 1 is written down.</summary>
internal static class BatchShapeRules
{
    public static BatchPlace? Reshape(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        if (place.Reshaped(from, to) is not { } found) return Torn(pass, node, from, to);
        bool copies = found.Axis == place.Axis && found == place && node.Find("allowzero")?.I != 1;
        if (pass.Integers(node, 1) is { } given && given.Length == to.Length
            && (given[found.Axis] == -1 || (given[found.Axis] == 0 && copies))
            && !given.Where((d, a) => d == 0 && a == place.Axis && a != found.Axis).Any())
            return found;
        Rewrite(pass, node, to, found, copies);
        return found;
    }

    public static BatchPlace? Flatten(BatchPass pass, NodeProto node)
    {
        if (pass.Place(node, 0) is not { } place) return null;
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        long axis = node.Find("axis")?.I ?? 1;
        if (axis < 0) axis += from.Length;
        if (place.Axis >= axis && place.Reshaped(from, to) is { } found)
        {
            // Flattened from the images' axis on: the batch of 1 was counted into the features.
            Replace(pass, node, to, found);
            return found;
        }
        return place.Axis < axis ? new BatchPlace(0, place.Outer * Product(from, 0, place.Axis), place.Inner * Product(from, place.Axis + 1, (int)axis)) : Torn(pass, node, from, to);
    }

    public static BatchPlace? Squeeze(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        long[] axes = pass.Integers(node, "axes", 1) ?? [.. Enumerable.Range(0, from.Length).Where(a => from[a] == 1).Select(a => (long)a)];
        axes = [.. axes.Select(a => a < 0 ? a + from.Length : a)];
        return axes.Contains(place.Axis) ? Drop(pass, node) : place with { Axis = place.Axis - axes.Count(a => a < place.Axis) };
    }

    /// <summary>The images' axis of 1 goes away: from now on another axis counts them too.</summary>
    public static BatchPlace? Drop(BatchPass pass, NodeProto node)
    {
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        if (pass.Place(node, 0)?.Reshaped(from, to) is not { } found) return Torn(pass, node, from, to);
        Replace(pass, node, to, found);
        return found;
    }

    public static BatchPlace? Unsqueeze(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        int rank = pass.Shape(node.Output[0]).Length;
        if (pass.Integers(node, "axes", 1) is not { } axes) return Unknown(pass, node);
        var added = axes.Select(a => a < 0 ? a + rank : a).ToHashSet();
        int[] kept = [.. Enumerable.Range(0, rank).Where(a => !added.Contains(a))];
        return place.Axis < kept.Length ? place with { Axis = kept[place.Axis] } : Unknown(pass, node);
    }

    public static BatchPlace? Expand(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        if (pass.Integers(node, 1) is not { } shape) return Unknown(pass, node);
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        var found = place with { Axis = place.Axis + to.Length - from.Length };
        if (to[found.Axis] != from[place.Axis]) return pass.Refuse(node, "repeats along the axis along which the images lie");
        int entry = found.Axis - (to.Length - shape.Length);
        if (entry >= 0 && shape[entry] > 1)
        {
            // 1 takes whatever the input has.
            shape = [.. shape];
            shape[entry] = 1;
            node.Input[1] = pass.Constant($"{node.Output[0]}/shape", shape);
        }
        return found;
    }

    public static BatchPlace? Tile(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        if (pass.Integers(node, 1) is not { } repeats || place.Axis >= repeats.Length) return Unknown(pass, node);
        return repeats[place.Axis] == 1 ? place : pass.Refuse(node, "repeats along the axis along which the images lie");
    }

    public static BatchPlace? Pad(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        int rank = pass.Shape(node.Input[0]).Length;
        if (pass.Integers(node, "pads", 1) is not { } pads) return Unknown(pass, node);
        long[] axes = pass.Integers(node, 3) ?? [.. Enumerable.Range(0, rank).Select(a => (long)a)];
        int at = Array.FindIndex(axes, a => (a < 0 ? a + rank : a) == place.Axis);
        if (pads.Length != 2 * axes.Length) return Unknown(pass, node);
        return at < 0 || (pads[at] == 0 && pads[at + axes.Length] == 0) ? place : pass.Refuse(node, "pads the axis along which the images lie");
    }

    public static BatchPlace? Resize(BatchPass pass, NodeProto node)
    {
        if (BatchRules.Only(pass, node) is not { } place) return null;
        long[] from = pass.Shape(node.Input[0]), to = pass.Shape(node.Output[0]);
        if (to[place.Axis] != from[place.Axis]) return pass.Refuse(node, "resizes the axis along which the images lie");
        if (node.Find("axes") is { } axes) return axes.Ints.All(a => (a < 0 ? a + from.Length : a) != place.Axis) ? place : Unknown(pass, node);
        if (node.Input.Count > 3 && node.Input[3].Length > 0)
        {
            if (!place.IsPlain) return pass.Refuse(node, "has the size of a merged axis built in");
            node.Input[3] = pass.ShapeWithCount($"{node.Output[0]}/sizes", to, place.Axis);
        }
        return place;
    }

    /// <summary>Turns a node into a Reshape with an open axis of images.</summary>
    private static void Replace(BatchPass pass, NodeProto node, long[] to, BatchPlace found)
    {
        node.OpType = "Reshape";
        node.Attribute.Clear();
        while (node.Input.Count > 1) node.Input.RemoveAt(1);
        node.Input.Add("");
        Rewrite(pass, node, to, found, copies: false);
    }

    private static void Rewrite(BatchPass pass, NodeProto node, long[] to, BatchPlace found, bool copies)
    {
        // Every other entry is known, so that one may stay open. 0 copies the axis: the runtime then knows that it is the batch.
        long[] shape = [.. to];
        shape[found.Axis] = copies ? 0 : -1;
        node.Input[1] = pass.Constant($"{node.Output[0]}/shape", shape);
    }

    private static BatchPlace? Torn(BatchPass pass, NodeProto node, long[] from, long[] to) =>
        pass.Refuse(node, $"from [{string.Join(", ", from)}] to [{string.Join(", ", to)}] leaves no axis that counts the images");

    private static BatchPlace? Unknown(BatchPass pass, NodeProto node) => pass.Refuse(node, "has operands that could not be observed");

    private static long Product(long[] shape, int from, int to)
    {
        long product = 1;
        for (int a = from; a < to; a++) product *= shape[a];
        return product;
    }
}
