using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx;

/// <summary>Facts of the element types that a tensor can have.</summary>
internal static class ElementType
{
    /// <summary>Bits of one element; 0 for strings and unknown types.</summary>
    public static int Bits(int type) => type switch
    {
        (int)DataType.Float or (int)DataType.Int32 or (int)DataType.Uint32 => 32,
        (int)DataType.Uint8 or (int)DataType.Int8 or (int)DataType.Bool or (>= 17 and <= 20) => 8,
        (int)DataType.Uint16 or (int)DataType.Int16 or (int)DataType.Float16 or (int)DataType.Bfloat16 => 16,
        (int)DataType.Int64 or (int)DataType.Uint64 or (int)DataType.Double or (int)DataType.Complex64 => 64,
        (int)DataType.Complex128 => 128,
        21 or 22 => 4,
        _ => 0,
    };

    /// <summary>Whether numbers of the type stand for measured quantities and can be read as float32.</summary>
    public static bool IsFloating(int type) => type is (int)DataType.Float or (int)DataType.Float16 or (int)DataType.Double;

    /// <summary>Whether the type can be turned to float32 by a Cast.</summary>
    public static bool IsNumber(int type) =>
        IsFloating(type) || type is (>= (int)DataType.Uint8 and <= (int)DataType.Int64) or (int)DataType.Bool or (int)DataType.Uint32 or (int)DataType.Uint64;

    /// <summary>The name as the format writes it.</summary>
    public static string Name(int type) => type switch
    {
        (int)DataType.Float => "float32",
        (int)DataType.Undefined => "no element type",
        _ when Enum.IsDefined((DataType)type) => ((DataType)type).ToString().ToLowerInvariant(),
        _ => $"element type {type}",
    };
}
