namespace Saliency.Onnx;

/// <summary>The values of a graph that no input can change: initializers and Constant nodes.</summary>
internal static class Constants
{
    public static Dictionary<string, TensorProto> Of(GraphProto graph)
    {
        var constants = graph.Initializer.ToDictionary(i => i.Name);
        foreach (var node in graph.Node)
            if (node.OpType == "Constant" && Value(node) is { } tensor) constants[node.Output[0]] = tensor;
        return constants;
    }

    private static TensorProto? Value(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            switch (attribute.Name)
            {
                case "value": return attribute.T;
                case "value_float": return Tensors.Make("", [attribute.F]);
                case "value_int": return Tensors.Make("", [attribute.I]);
                case "value_floats": return Tensors.Make("", attribute.Floats.ToArray(), attribute.Floats.Count);
                case "value_ints": return Tensors.Make("", attribute.Ints.ToArray(), attribute.Ints.Count);
            }
        }
        return null;
    }
}
