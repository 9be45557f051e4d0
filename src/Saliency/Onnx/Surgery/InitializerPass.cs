namespace Saliency.Onnx.Surgery;

/// <summary>Makes every initializer a constant.</summary>
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
}
