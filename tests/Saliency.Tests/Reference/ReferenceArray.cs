using System.Runtime.InteropServices;
using System.Text.Json;
using Saliency.Imaging;

namespace Saliency.Tests.Reference;

/// <summary>An array of a reference case, all its numbers as doubles, with its shape.</summary>
public sealed record ReferenceArray(int[] Shape, double[] Values)
{
    public float[] Floats => Array.ConvertAll(Values, v => (float)v);

    public int[] Ints => Array.ConvertAll(Values, v => checked((int)v));

    /// <summary>A part: all values under the given leading indices.</summary>
    public ReferenceArray this[params int[] leading]
    {
        get
        {
            int at = 0, length = Values.Length;
            for (int d = 0; d < leading.Length; d++)
            {
                length /= Shape[d];
                at += leading[d] * length;
            }
            return new ReferenceArray(Shape[leading.Length..], Values[at..(at + length)]);
        }
    }

    /// <summary>C×H×W values as an input.</summary>
    public ModelInput ToInput() => new(new ImageShape(Shape[0], Shape[1], Shape[2]), Floats);

    /// <summary>H×W values as a map.</summary>
    public SaliencyMap ToMap() => new(Shape[0], Shape[1], Floats);

    /// <summary>H×W zeros and others as a mask.</summary>
    public Mask ToMask() => new(Shape[0], Shape[1], Array.ConvertAll(Values, v => v != 0));

    /// <summary>H×W×3 whole numbers of 0..255 as a photo.</summary>
    public Photo ToPhoto() => new(Shape[0], Shape[1], Array.ConvertAll(Values, v => checked((byte)v)));

    /// <summary>Reads a tensor file, a plain number (a scalar), or a list of numbers; null is NaN.</summary>
    internal static ReferenceArray Read(JsonElement value, string folder)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: return ReadFile(value, folder);
            case JsonValueKind.Array:
                var parts = value.EnumerateArray().Select(v => Read(v, folder)).ToArray();
                return new ReferenceArray([parts.Length, .. parts.Length > 0 ? parts[0].Shape : []], [.. parts.SelectMany(p => p.Values)]);
            case JsonValueKind.True: return new ReferenceArray([], [1]);
            case JsonValueKind.False: return new ReferenceArray([], [0]);
            case JsonValueKind.Null: return new ReferenceArray([], [double.NaN]);
            default: return new ReferenceArray([], [value.GetDouble()]);
        }
    }

    private static ReferenceArray ReadFile(JsonElement value, string folder)
    {
        string file = Path.Combine(folder, value.GetProperty("file").GetString()!);
        int[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
        string type = value.TryGetProperty("dtype", out var t) ? t.GetString()! : "float32";
        byte[] bytes = File.ReadAllBytes(file);
        double[] values = type switch
        {
            "float32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), v => (double)v),
            "int32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), v => (double)v),
            _ => throw new InvalidDataException($"Expected float32 or int32 in {file}, got {type}."),
        };
        int expected = shape.Aggregate(1, (product, d) => product * d);
        return values.Length == expected
            ? new ReferenceArray(shape, values)
            : throw new InvalidDataException($"Expected {expected} values in {file}, got {values.Length}.");
    }
}
