namespace Saliency.Onnx;

/// <summary>The values of a graph that no input can change: initializers and Constant nodes.</summary>
internal static class Constants
{
    public static Dictionary<string, TensorProto> Of(GraphProto graph)
    {
        var constants = new Dictionary<string, TensorProto>();
        foreach (var tensor in graph.Initializer) constants[tensor.Name] = tensor;
        foreach (var node in graph.Node)
            if (node.OpType == "Constant" && node.IsStandard() && node.Output.Count == 1 && Value(node) is { } tensor) constants[node.Output[0]] = tensor;
        return constants;
    }

    private static TensorProto? Value(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            switch (attribute.Name)
            {
                case "value": return attribute.T;
                case "value_float": return TensorData.Floats("", [], [attribute.F]);
                case "value_int": return TensorData.Integers("", [], [attribute.I]);
                case "value_floats": return TensorData.Floats("", [attribute.Floats.Count], attribute.Floats.ToArray());
                case "value_ints": return TensorData.Integers("", attribute.Ints.ToArray());
            }
        }
        return null;
    }
}
