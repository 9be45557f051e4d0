using static Saliency.Onnx.AttributeProto.Types;

namespace Saliency.Onnx;

/// <summary>Reads and writes the attributes of a node.</summary>
internal static class NodeAttributes
{
    public static AttributeProto? Find(this NodeProto node, string name)
    {
        foreach (var attribute in node.Attribute)
            if (attribute.Name == name) return attribute;
        return null;
    }

    public static bool Has(this NodeProto node, string name) => node.Find(name) is not null;

    public static long Int(this NodeProto node, string name, long otherwise = 0) => node.Find(name)?.I ?? otherwise;

    public static float Float(this NodeProto node, string name, float otherwise = 0) => node.Find(name)?.F ?? otherwise;

    public static string Text(this NodeProto node, string name, string otherwise = "") => node.Find(name)?.S.ToStringUtf8() ?? otherwise;

    public static long[]? Ints(this NodeProto node, string name) => node.Find(name) is { } found ? [.. found.Ints] : null;

    public static float[]? Floats(this NodeProto node, string name) => node.Find(name) is { } found ? [.. found.Floats] : null;

    /// <summary>Sets an attribute from a plain .NET value: long, float, string, long[], float[] or a tensor.</summary>
    public static void Set(this NodeProto node, string name, object value)
    {
        node.Remove(name);
        node.Attribute.Add(Make(name, value));
    }

    public static void Remove(this NodeProto node, string name)
    {
        if (node.Find(name) is { } found) node.Attribute.Remove(found);
    }

    /// <summary>The value of an attribute as <see cref="Make"/> takes it.</summary>
    public static object Plain(AttributeProto attribute) => attribute.Type switch
    {
        AttributeType.Int => attribute.I,
        AttributeType.Float => attribute.F,
        AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Floats => attribute.Floats.ToArray(),
        _ => throw new ArgumentException($"Expected an attribute of numbers or a text, got {attribute.Type} '{attribute.Name}'.", nameof(attribute)),
    };

    public static AttributeProto Make(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long i: attribute.I = i; attribute.Type = AttributeType.Int; break;
            case int i: attribute.I = i; attribute.Type = AttributeType.Int; break;
            case float f: attribute.F = f; attribute.Type = AttributeType.Float; break;
            case string s: attribute.S = Google.Protobuf.ByteString.CopyFromUtf8(s); attribute.Type = AttributeType.String; break;
            case long[] ints: attribute.Ints.AddRange(ints); attribute.Type = AttributeType.Ints; break;
            case float[] floats: attribute.Floats.AddRange(floats); attribute.Type = AttributeType.Floats; break;
            case TensorProto t: attribute.T = t; attribute.Type = AttributeType.Tensor; break;
            default: throw new ArgumentException($"Expected an integer, a float, a text, an array of them or a tensor, got {value.GetType().Name}.", nameof(value));
        }
        return attribute;
    }
}
