using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx.Surgery;

/// <summary>Turns an input that is no image into a constant; where its first axis is the batch, it is repeated for each image inside the graph.</summary>
internal static class ConstantInputPass
{
    /// <param name="graph">The graph.</param>
    /// <param name="input">The input to fill.</param>
    /// <param name="values">Floats or int64: for one image, or one value for all places.</param>
    /// <param name="image">The graph's image input, which knows the batch.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the input.</exception>
    public static void Apply(GraphProto graph, ValueInfoProto input, TensorProto values, string image)
    {
        string name = input.Name;
        var view = new GraphView(graph);
        var dims = input.Type?.TensorType?.Shape?.Dim;
        int type = input.Type?.TensorType?.ElemType ?? values.DataType;
        bool repeated = dims is { Count: > 0 } && !(dims[0].HasDimValue && dims[0].DimValue > 0);
        long given = TensorData.ElementCount(values.Dims);
        long[] shape = Shape(name, dims?.Skip(repeated ? 1 : 0).Select(d => d.HasDimValue && d.DimValue > 0 ? d.DimValue : -1L).ToArray(), given);
        values = values.Clone();
        if (given == 1 && TensorData.ElementCount(shape) > 1) values.RawData = Repeat(values.RawData, TensorData.ElementCount(shape));
        values.Dims.Clear();
        if (repeated) values.Dims.Add(1);
        values.Dims.Add(shape);

        var nodes = new List<NodeProto>();
        string current = values.Name = repeated || type != values.DataType ? view.Fresh($"{name}/values") : name;
        graph.Initializer.Add(values);
        if (repeated)
        {
            string tiled = type != values.DataType ? view.Fresh($"{name}/repeated") : name;
            string imageShape = view.Fresh($"{name}/image_shape"), count = view.Fresh($"{name}/count"), repeats = view.Fresh($"{name}/repeats");
            string first = view.Fresh($"{name}/first"), ones = view.Fresh($"{name}/ones");
            graph.Initializer.Add(TensorData.Integers(first, 0L));
            nodes.Add(Nodes.Make("Shape", [image], [imageShape]));
            nodes.Add(Nodes.Make("Gather", [imageShape, first], [count], Nodes.Integer("axis", 0)));
            if (shape.Length > 0)
            {
                graph.Initializer.Add(TensorData.Integers(ones, [.. shape.Select(_ => 1L)]));
                nodes.Add(Nodes.Make("Concat", [count, ones], [repeats], Nodes.Integer("axis", 0)));
            }
            // Tile, not Expand: it is there in every opset that runs.
            nodes.Add(Nodes.Make("Tile", [current, shape.Length > 0 ? repeats : count], [tiled]));
            current = tiled;
        }
        if (type != values.DataType) nodes.Add(Nodes.Cast(current, name, (DataType)type));
        for (int i = 0; i < nodes.Count; i++) graph.Node.Insert(i, nodes[i]);
        graph.Input.Remove(input);
    }

    // One open axis takes what is given; several cannot be told apart.
    private static long[] Shape(string name, long[]? declared, long given)
    {
        if (declared is null) return [given];
        long[] shape = [.. declared];
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            long rest = TensorData.ElementCount(shape.Where(d => d >= 0));
            shape[open] = rest > 0 && shape.Count(d => d < 0) == 1 && given % rest == 0 ? given / rest : -2;
        }
        long expected = TensorData.ElementCount(shape);
        if (expected < 0 || expected > OperatorLimits.MostConstantElements || (given != expected && given != 1))
            throw new ArgumentException($"Expected one value or as many as the input '{name}' [{string.Join(", ", declared)}] has for an image, got {given}.");
        return shape;
    }

    private static Google.Protobuf.ByteString Repeat(Google.Protobuf.ByteString element, long count)
    {
        var bytes = new byte[element.Length * count];
        for (long at = 0; at < bytes.Length; at += element.Length) element.Span.CopyTo(bytes.AsSpan((int)at));
        return Google.Protobuf.ByteString.CopyFrom(bytes);
    }
}
