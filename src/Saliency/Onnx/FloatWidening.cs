using Google.Protobuf;
using System.Runtime.InteropServices;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx;

/// <summary>Turns every float16, bfloat16 and double of a model into float32: gradients in half precision underflow, and the CPU has no half kernels.</summary>
internal static class FloatWidening
{
    /// <summary>Whether it can be done: weights in files beside the model are not read.</summary>
    public static bool CanApply(GraphProto graph) => !graph.Initializer.Any(t => IsOther(t.DataType) && t.DataLocation == DataLocation.External);

    public static void Apply(GraphProto graph)
    {
        foreach (var tensor in graph.Initializer) Widen(tensor);
        foreach (var info in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo)) Widen(info.Type);
        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute)
            {
                if (attribute.T is { } tensor) Widen(tensor);
                if (attribute.G is { } body) Apply(body);
                if (attribute.Name is "to" or "dtype" && IsOther(attribute.I)) attribute.I = (long)DataType.Float;
            }
        }
    }

    private static bool IsOther(long type) => (DataType)type is DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    private static void Widen(TypeProto? type)
    {
        if (type?.TensorType is { } tensor && IsOther(tensor.ElemType)) tensor.ElemType = (int)DataType.Float;
    }

    private static void Widen(TensorProto tensor)
    {
        if (!IsOther(tensor.DataType) || tensor.Floats() is not { } values) return;
        tensor.DataType = (int)DataType.Float;
        tensor.Int32Data.Clear();
        tensor.DoubleData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
    }
}
