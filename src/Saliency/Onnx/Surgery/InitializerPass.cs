namespace Saliency.Onnx.Surgery;

/// <summary>Makes every initializer a constant, or some of them none.</summary>
/// <remarks>Old files list initializers among the inputs. Since format version 4 that means "may be overridden", which keeps a runtime from
/// folding them, and they would be taken for images.</remarks>
internal static class InitializerPass
{
    private const long FirstVersionWithConstants = 4;

    public static void Apply(ModelProto model)
    {
        var graph = model.Graph;
        var constants = graph.Initializer.Select(t => t.Name).ToHashSet();
        for (int i = graph.Input.Count - 1; i >= 0; i--)
            if (constants.Contains(graph.Input[i].Name)) graph.Input.RemoveAt(i);
        model.IrVersion = Math.Max(model.IrVersion, FirstVersionWithConstants);
    }

    /// <summary>Keeps a runtime from folding these constants, as if they could be overridden; what is none is left alone.</summary>
    public static void Loosen(GraphProto graph, IEnumerable<string> names)
    {
        var constants = Constants.Of(graph);
        foreach (string name in names)
        {
            if (!constants.TryGetValue(name, out var tensor)) continue;
            if (graph.Node.FirstOrDefault(n => n.Output.Contains(name)) is { } node)
            {
                graph.Node.Remove(node);
                graph.Initializer.Add(new TensorProto(tensor) { Name = name });
            }
            graph.Input.Add(Declarations.Of(name, tensor.DataType, tensor.Dims.Select(Declarations.Extent)));
        }
    }
}
