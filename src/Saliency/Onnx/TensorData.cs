using System.Buffers.Binary;
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

    /// <summary>Reads a constant of integers, or of floats that stand for them; null for other types and external data.</summary>
    public static long[]? ReadIntegers(TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External) return null;
        var raw = tensor.RawData.Span;
        switch ((DataType)tensor.DataType)
        {
            case DataType.Int64: return tensor.HasRawData ? Read(raw, 8, BinaryPrimitives.ReadInt64LittleEndian) : [.. tensor.Int64Data];
            case DataType.Int32: return tensor.HasRawData ? Read(raw, 4, b => BinaryPrimitives.ReadInt32LittleEndian(b)) : [.. tensor.Int32Data.Select(v => (long)v)];
            default: return null;
        }
    }

    /// <summary>Reads a float32 constant; null for other types and external data.</summary>
    public static float[]? ReadFloats(TensorProto tensor)
    {
        if (tensor.DataLocation == DataLocation.External || tensor.DataType != (int)DataType.Float) return null;
        if (!tensor.HasRawData) return [.. tensor.FloatData];
        var raw = tensor.RawData.Span;
        var values = new float[raw.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        return values;
    }

    private static long[] Read(ReadOnlySpan<byte> raw, int size, Func<ReadOnlySpan<byte>, long> read)
    {
        var values = new long[raw.Length / size];
        for (int i = 0; i < values.Length; i++) values[i] = read(raw[(i * size)..]);
        return values;
    }

    // The format is little-endian, as every machine is that ONNX Runtime runs on.
    private static TensorProto Make(string name, DataType type, ReadOnlySpan<long> dims, ReadOnlySpan<byte> raw)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        foreach (long d in dims) tensor.Dims.Add(d);
        return tensor;
    }
}
