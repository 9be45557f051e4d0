using Google.Protobuf;
using Saliency.Onnx;

namespace Saliency.Tests.Models;

/// <summary>Damages model files, each number in its own way.</summary>
internal static class ModelMutation
{
    private static readonly long[] Extremes =
        [-1, 0, 1, 2, 3, 7, 64, 255, 1000, 4095, 4096, 65536, 1 << 20, int.MaxValue, 1L + int.MaxValue, 1L << 40, long.MaxValue, long.MinValue, int.MinValue];

    public static byte[] Make(IReadOnlyList<byte[]> seeds, int number)
    {
        var random = new Random(unchecked((number * 7919) + 17));
        byte[] bytes = [.. seeds[random.Next(seeds.Count)]];
        switch (random.Next(7))
        {
            case 0:
                for (int n = random.Next(1, 9); n > 0; n--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                var other = seeds[random.Next(seeds.Count)];
                return [.. bytes[..random.Next(bytes.Length)], .. other[random.Next(other.Length)..]];
            case 3:
                var added = new byte[random.Next(1, 16)];
                random.NextBytes(added);
                int at = random.Next(bytes.Length);
                return [.. bytes[..at], .. added, .. bytes[at..]];
            case 4:
                int from = random.Next(bytes.Length), length = random.Next(1, Math.Min(16, bytes.Length - from) + 1);
                return [.. bytes[..from], .. bytes[(from + length)..]];
            case 5:
                for (int n = random.Next(1, 4); n > 0; n--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) switch { 0 => 0xff, 1 => 0x7f, _ => 0x80 });
                return bytes;
            default:
                return Meaning(bytes, random);
        }
    }

    // Damage that keeps the file well formed: numbers that are absurd, edges that lead elsewhere.
    private static byte[] Meaning(byte[] bytes, Random random)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        var graph = model.Graph;
        for (int n = random.Next(1, 3); n > 0; n--)
        {
            var node = graph.Node[random.Next(graph.Node.Count)];
            long extreme = Extremes[random.Next(Extremes.Length)];
            switch (random.Next(8))
            {
                case 0 or 1 when node.Attribute.Count > 0:
                    var attribute = node.Attribute[random.Next(node.Attribute.Count)];
                    if (attribute.Ints.Count > 0) attribute.Ints[random.Next(attribute.Ints.Count)] = extreme;
                    else if (attribute.HasI) attribute.I = extreme;
                    else if (attribute.HasF) attribute.F = extreme;
                    break;
                case 2 when graph.Initializer.Count > 0:
                    var tensor = graph.Initializer[random.Next(graph.Initializer.Count)];
                    if (tensor.Dims.Count > 0) tensor.Dims[random.Next(tensor.Dims.Count)] = extreme;
                    break;
                case 3:
                    var constants = graph.Initializer.Concat(graph.Node.SelectMany(x => x.Attribute).Select(a => a.T).OfType<TensorProto>())
                        .Where(t => t.DataType == (int)TensorProto.Types.DataType.Int64 && t.RawData.Length >= 8).ToArray();
                    if (constants.Length == 0) break;
                    var constant = constants[random.Next(constants.Length)];
                    var raw = constant.RawData.ToByteArray();
                    BitConverter.TryWriteBytes(raw.AsSpan(8 * random.Next(raw.Length / 8)), extreme);
                    constant.RawData = ByteString.CopyFrom(raw);
                    break;
                case 4 when node.Input.Count > 0:
                    var source = graph.Node[random.Next(graph.Node.Count)];
                    node.Input[random.Next(node.Input.Count)] = random.Next(3) == 0 && graph.Initializer.Count > 0
                        ? graph.Initializer[random.Next(graph.Initializer.Count)].Name
                        : source.Output[0];
                    break;
                case 5:
                    node.OpType = graph.Node[random.Next(graph.Node.Count)].OpType;
                    break;
                case 6:
                    var dims = graph.Input[0].Type.TensorType.Shape.Dim;
                    dims[random.Next(dims.Count)].DimValue = extreme;
                    break;
                default:
                    // Rarely: a missing node is found at once.
                    if (random.Next(4) > 0) goto case 3;
                    graph.Node.RemoveAt(random.Next(graph.Node.Count));
                    if (graph.Node.Count == 0) return model.ToByteArray();
                    break;
            }
        }
        return model.ToByteArray();
    }
}
