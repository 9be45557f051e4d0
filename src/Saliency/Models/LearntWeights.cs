using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Saliency.Numerics;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>The learnt weights of a graph: the float32 constants of convolutions and matrix products on the way of the image.</summary>
/// <remarks>Normalisations are left alone, as their statistics belong to the weights before them; so are weights in files beside the model and quantised ones.</remarks>
internal static class LearntWeights
{
    private static readonly HashSet<string> Operators = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    /// <summary>The layers that hold weights, in the order of the graph.</summary>
    public static ImmutableArray<string> Layers(ModelProto model, string image) => [.. Find(new GraphView(model.Graph), image).Select(layer => layer.Name)];

    /// <summary>A copy of the model with the weights of some layers drawn anew.</summary>
    public static ModelProto Randomized(ModelProto model, string image, IReadOnlyList<string> layers, WeightRandomization randomization, ulong seed)
    {
        if (!Enum.IsDefined(randomization)) throw new ArgumentOutOfRangeException(nameof(randomization), randomization, "Expected a defined randomization.");
        var copy = model.Clone();
        var found = Find(new GraphView(copy.Graph), image).ToArray();
        foreach (string name in layers)
        {
            if (!found.Any(layer => layer.Name == name))
                throw new ArgumentException($"Expected layers with weights, got '{name}'. {NearestNames.InWords(name, found.Select(layer => layer.Name))}", nameof(layers));
        }
        var wanted = found.Where(layer => layers.Contains(layer.Name)).SelectMany(layer => layer.Weights).ToHashSet();
        TensorProto[] all = [.. found.SelectMany(layer => layer.Weights).Distinct()];
        for (int i = 0; i < all.Length; i++)
            if (wanted.Contains(all[i])) Draw(all[i], randomization, new CounterRandom(seed, (ulong)i));
        return copy;
    }

    private static IEnumerable<(string Name, TensorProto[] Weights)> Find(GraphView view, string image)
    {
        var depends = view.DependentsOf(image);
        foreach (var node in view.Graph.Node)
        {
            if (!Operators.Contains(node.OpType) || !node.IsStandard() || !depends.Contains(node.Output[0])) continue;
            TensorProto[] weights = [.. node.Input.Select(view.Constant).OfType<TensorProto>()
                .Where(tensor => tensor.DataType == (int)DataType.Float && tensor.DataLocation != DataLocation.External)];
            if (weights.Length > 0) yield return (node.Output[0], weights);
        }
    }

    private static void Draw(TensorProto tensor, WeightRandomization randomization, CounterRandom random)
    {
        float[] values = tensor.Floats()!;
        if (randomization == WeightRandomization.Normal)
        {
            double mean = values.Average(v => (double)v), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
            foreach (ref float value in values.AsSpan()) value = (float)(mean + (deviation * random.NextGaussian()));
        }
        else
        {
            for (int last = values.Length - 1; last > 0; last--)
            {
                int other = random.NextInt(last + 1);
                (values[last], values[other]) = (values[other], values[last]);
            }
        }
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
    }
}
