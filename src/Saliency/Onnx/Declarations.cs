using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Onnx;

/// <summary>What a graph says of its inputs and outputs.</summary>
internal static class Declarations
{
    /// <summary>An axis of known length.</summary>
    public static Dimension Extent(long length) => new() { DimValue = length };

    /// <summary>A value of a type and a shape.</summary>
    public static ValueInfoProto Of(string name, int elementType, IEnumerable<Dimension> dims)
    {
        var shape = new TensorShapeProto();
        // One dimension may stand in several shapes.
        foreach (var d in dims) shape.Dim.Add(d.Clone());
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = elementType, Shape = shape } } };
    }
}
