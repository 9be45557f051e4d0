using System.Runtime.InteropServices;
using Google.Protobuf;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx;

/// <summary>Makes and reads constant tensors.</summary>
internal static class Tensors
{
    public static TensorProto Make(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims) =>
        Make(name, DataType.Float, MemoryMarshal.AsBytes(values), dims);

    public static TensorProto Make(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> dims) =>
        Make(name, DataType.Int64, MemoryMarshal.AsBytes(values), dims);

    public static TensorProto Make(string name, DataType type, ReadOnlySpan<byte> littleEndian, ReadOnlySpan<long> dims)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(littleEndian) };
        foreach (long d in dims) tensor.Dims.Add(d);
        return tensor;
    }

    /// <summary>Values of an integer tensor (int64 or int32), or null where it is of another type or lies outside the file.</summary>
    public static long[]? Integers(this TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External) return null;
        var raw = tensor.RawData.Span;
        switch ((DataType)tensor.DataType)
        {
            case DataType.Int64 when tensor.HasRawData: return MemoryMarshal.Cast<byte, long>(raw).ToArray();
            case DataType.Int64: return [.. tensor.Int64Data];
            case DataType.Int32 when tensor.HasRawData: return Array.ConvertAll(MemoryMarshal.Cast<byte, int>(raw).ToArray(), i => (long)i);
            case DataType.Int32: return [.. tensor.Int32Data.Select(i => (long)i)];
            default: return null;
        }
    }

    /// <summary>Values of a floating tensor (float, double, float16, bfloat16) as floats, or null where it is of another type or lies outside the file.</summary>
    public static float[]? Floats(this TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External) return null;
        var raw = tensor.RawData.Span;
        switch ((DataType)tensor.DataType)
        {
            case DataType.Float when tensor.HasRawData: return MemoryMarshal.Cast<byte, float>(raw).ToArray();
            case DataType.Float: return [.. tensor.FloatData];
            case DataType.Double when tensor.HasRawData: return Array.ConvertAll(MemoryMarshal.Cast<byte, double>(raw).ToArray(), d => (float)d);
            case DataType.Double: return [.. tensor.DoubleData.Select(d => (float)d)];
            case DataType.Float16 when tensor.HasRawData: return Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(raw).ToArray(), h => (float)h);
            case DataType.Float16: return [.. tensor.Int32Data.Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)i))];
            case DataType.Bfloat16 when tensor.HasRawData: return Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(raw).ToArray(), FromBfloat16);
            case DataType.Bfloat16: return [.. tensor.Int32Data.Select(i => FromBfloat16((ushort)i))];
            default: return null;
        }
    }

    /// <summary>The value of a boolean tensor of one element, or null where it is anything else.</summary>
    public static bool? Flag(this TensorProto tensor) => (DataType)tensor.DataType != DataType.Bool ? null
        : tensor.RawData.Length == 1 ? tensor.RawData[0] != 0
        : tensor.Int32Data.Count == 1 ? tensor.Int32Data[0] != 0 : null;

    private static float FromBfloat16(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);
}
