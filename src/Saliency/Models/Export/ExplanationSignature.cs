using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;
using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Models;

/// <summary>What goes into an exported explanation and what comes out, with types and shapes as the format asks.</summary>
internal static class ExplanationSignature
{
    /// <summary>Declares the target, the model's outputs and the map.</summary>
    /// <exception cref="ArgumentException">The model has a value named as one of the new ones.</exception>
    public static void Declare(GraphProto graph, OnnxModel model, IReadOnlyDictionary<string, ValueObservation> seen, Dimension batch, ExportedTarget target)
    {
        string[] taken = [.. graph.Input.Concat(graph.Output).Select(v => v.Name)];
        if (taken.FirstOrDefault(t => t is ExplanationExport.MapName or ExplanationExport.TargetName) is { } clash)
            throw new ArgumentException($"Expected a model without an input or output named '{clash}': the file with its explanation needs the name.");
        if (target == ExportedTarget.Input) graph.Input.Add(Declarations.Of(ExplanationExport.TargetName, (int)DataType.Int64, [batch]));
        var shape = model.InputShape;
        var outputs = model.Inner.Outputs.Select(o => Declarations.Of(o.Name, seen[o.Name].ElementType, Dims(seen[o.Name])))
            .Append(Declarations.Of(ExplanationExport.MapName, (int)DataType.Float, [batch, Declarations.Extent(1), Declarations.Extent(shape.Height), Declarations.Extent(shape.Width)])).ToArray();
        graph.Output.Clear();
        graph.Output.AddRange(outputs);
        graph.ValueInfo.Clear();

        IEnumerable<Dimension> Dims(ValueObservation value) => value.One.Select((d, axis) =>
            value.BatchAxis == axis && value.One[axis] == 1 ? batch : value.Two is null || value.Two[axis] == d ? Declarations.Extent(d) : new Dimension());
    }
}
