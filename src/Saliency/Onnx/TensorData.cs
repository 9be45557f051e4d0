using System.Runtime.InteropServices;
using Google.Protobuf;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx;

/// <summary>Constant tensors: made, measured and read.</summary>
internal static class TensorData
{
    /// <summary>A float32 constant.</summary>
    public static TensorProto Floats(string name, ReadOnlySpan<long> dims, ReadOnlySpan<float> values) =>
        Make(name, DataType.Float, dims, MemoryMarshal.AsBytes(values));

    /// <summary>An int64 constant.</summary>
    public static TensorProto Integers(string name, ReadOnlySpan<long> dims, ReadOnlySpan<long> values) =>
        Make(name, DataType.Int64, dims, MemoryMarshal.AsBytes(values));

    /// <summary>A one-dimensional int64 constant, as shapes and axes are.</summary>
    public static TensorProto Integers(string name, params ReadOnlySpan<long> values) => Integers(name, [values.Length], values);

    /// <summary>The number of elements that the shape asks for; -1 where an axis is negative or the product does not fit.</summary>
    public static long ElementCount(IEnumerable<long> dims)
    {
        Int128 product = 1;
        foreach (long d in dims)
        {
            if (d < 0) return -1;
            product *= d;
            if (product > long.MaxValue) return -1;
        }
        return (long)product;
    }

    /// <summary>The elements that are stored inside the message, whatever field holds them; -1 for external data.</summary>
    public static long StoredCount(TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External) return -1;
        if (tensor.HasRawData) return tensor.RawData.Length * 8L / Math.Max(1, ElementType.Bits(tensor.DataType));
        return (DataType)tensor.DataType switch
        {
            DataType.Float => tensor.FloatData.Count,
            DataType.Complex64 => tensor.FloatData.Count / 2,
            DataType.Double => tensor.DoubleData.Count,
            DataType.Complex128 => tensor.DoubleData.Count / 2,
            DataType.Int64 => tensor.Int64Data.Count,
            DataType.Uint32 or DataType.Uint64 => tensor.Uint64Data.Count,
            DataType.String => tensor.StringData.Count,
            _ => tensor.DataType is 21 or 22 ? tensor.Int32Data.Count * 2L : tensor.Int32Data.Count,
        };
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

    /// <summary>A constant of any type from its bytes: little-endian, as every machine is that ONNX Runtime runs on.</summary>
    public static TensorProto Make(string name, DataType type, ReadOnlySpan<long> dims, ReadOnlySpan<byte> raw)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        foreach (long d in dims) tensor.Dims.Add(d);
        return tensor;
    }
}
