using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>Frees a model whose file fixes the batch at 1, and believes it only when two images together are answered as each of them is by the file itself.</summary>
internal static class BatchFreeing
{
    // Of the largest value of an output. The same kernels on the same numbers: only the order of sums may differ, through dozens of layers.
    private const double Float32Tolerance = 1e-4;

    // Numbers of 11 bits are rounded after every operator; what is fused may differ.
    private const double Float16Tolerance = 1e-2;

    /// <summary>Frees a model where that can be done.</summary>
    /// <param name="model">A model; one that takes any batch is given back as it is.</param>
    /// <param name="opened">Its session; disposed where the model was freed.</param>
    /// <param name="sessions">Makes the sessions.</param>
    /// <returns>The model and the session to use from now on; the model's notes say what was done, or what stands in the way.</returns>
    public static (CanonicalModel Model, SessionOpening Opening) Apply(CanonicalModel model, SessionOpening opened, SessionFactory sessions)
    {
        if (model.FixedBatch != 1) return (model, opened);
        var freed = model with { Model = model.Model.Clone(), FixedBatch = null };
        SessionOpening? opening = null;
        string? obstacle;
        try
        {
            obstacle = BatchPass.Apply(freed.Model, model.Image, Observe(model, sessions));
            if (obstacle is null)
            {
                opening = SessionOpening.Open(freed, sessions, freed.Outputs, single: false);
                obstacle = opening.Single ? string.Join(' ', opening.Notes) : Difference(model, opened, opening);
            }
        }
        catch (Exception e) when (e is OnnxRuntimeException or OverflowException or NotSupportedException or InvalidOperationException or ModelFormatException)
        {
            obstacle = $"ONNX Runtime refuses the freed graph: {e.Message}";
        }
        if (obstacle is null)
        {
            opened.Session.Dispose();
            return (freed with { Notes = [.. model.Notes, "The file fixes the batch at 1; it was freed and checked, so that any number of images runs."] }, opening!);
        }
        opening?.Session.Dispose();
        return (model with { Notes = [.. model.Notes, $"The file fixes the batch at 1 and could not be freed, so that images run one at a time: {obstacle}"] }, opened);
    }

    /// <summary>Runs the model on one image with the shapes of all its values given out. The values themselves are not kept, so that this takes no more memory than any run.</summary>
    private static ObservedGraph Observe(CanonicalModel model, SessionFactory sessions)
    {
        var graph = model.Model.Graph;
        var view = new GraphView(graph);
        string[] values = [.. graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0)];
        string[] numbers = ObservedGraph.NumbersWanted(view, model.Image);
        var asking = model.Model.Clone();
        string[] shapes = [.. values.Select(v => view.Fresh($"{v}/shape"))];
        for (int i = 0; i < values.Length; i++) asking.Graph.Node.Add(Nodes.Make("Shape", [values[i]], [shapes[i]]));
        OutputPass.Apply(asking.Graph, [.. shapes, .. numbers]);
        // Nothing is optimised: every value is asked for as it stands in the file.
        using var session = sessions.Create(asking, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var seen = ValueObservation.Integers(session, model.Fed);
        return new ObservedGraph(
            values.Zip(shapes).Where(p => seen.ContainsKey(p.Second)).ToDictionary(p => p.First, p => seen[p.Second]),
            numbers.Where(seen.ContainsKey).ToDictionary(n => n, n => seen[n]));
    }

    private static string? Difference(CanonicalModel model, SessionOpening single, SessionOpening freed)
    {
        string[] names = [.. model.Outputs.Select(o => o.Name)];
        float[] images = ValueObservation.Noise(model.Shape.Length, 2);
        ModelAnswer together = new(names), alone = new(names);
        freed.Session.Run(images, 2, together);
        bool half = model.Model.Graph.Initializer.Any(t => t.DataType == (int)DataType.Float16);
        for (int image = 0; image < 2; image++)
        {
            single.Session.Run(images.AsSpan(image * model.Shape.Length, model.Shape.Length), 1, alone);
            for (int v = 0; v < names.Length; v++)
            {
                // Where the images lie along an inner axis, a run of one cannot tell: its 1 is part of the shape.
                if (!together.ShapeOf(v).Where(d => d != 1).SequenceEqual(alone.ShapeOf(v).Where(d => d != 1)))
                    return $"Output '{names[v]}' is [{string.Join(", ", alone.ShapeOf(v))}] for one image and [{string.Join(", ", together.ShapeOf(v))}] for each of two.";
                double error = Largest(together[v, image], alone[v, 0]), scale = Largest(alone[v, 0], []);
                // Not a number, where it comes, comes in both.
                if (error > scale * (half ? Float16Tolerance : Float32Tolerance))
                    return $"Output '{names[v]}' of two images differs by {error:G3} from that of each alone, whose largest value is {scale:G3}.";
            }
        }
        return null;
    }

    // The largest difference of two answers; of an answer and nothing, its largest value.
    private static double Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            float other = b.IsEmpty ? 0 : b[i];
            if (a[i].Equals(other)) continue;
            double difference = Math.Abs((double)a[i] - other);
            if (double.IsNaN(difference) && b.IsEmpty) continue;
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }
        return largest;
    }
}
