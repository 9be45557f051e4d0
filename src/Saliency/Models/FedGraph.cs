using System.Collections.Immutable;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>A graph and what it is fed: a whole network and its image, or what follows some layers and what it reads.</summary>
/// <param name="Model">The graph.</param>
/// <param name="Fed">Its inputs.</param>
/// <param name="Batch">The images' axis of every input: one name tells the runtime that they are equal.</param>
internal sealed record FedGraph(ModelProto Model, ImmutableArray<RunValue> Fed, TensorShapeProto.Types.Dimension Batch)
{
    /// <summary>A whole network.</summary>
    public static FedGraph Whole(CanonicalModel model) => new(model.Model, model.Fed, BatchOf(model));

    /// <summary>What follows some layers. Whatever else it reads (a residual around a layer) is fed, too. All of it computes in float32.</summary>
    /// <param name="model">The network.</param>
    /// <param name="layers">Where to begin; a layer that follows another of them is computed.</param>
    /// <param name="outputs">What is wanted.</param>
    /// <param name="find">A value as observed by running; null for what is no layer.</param>
    public static FedGraph After(CanonicalModel model, IReadOnlyCollection<string> layers, IReadOnlyCollection<string> outputs, Func<string, ValueObservation?> find)
    {
        var whole = model.Model.Graph;
        var view = new GraphView(whole);
        var roots = layers.Where(layer => !layers.Any(other => other != layer && Follows(layer, other))).ToHashSet();
        var needed = view.AncestorsOf(outputs);
        var inside = new HashSet<NodeProto>(Followers().Where(node => node.Output.Any(needed.Contains)));
        var fed = new List<string>();
        // What is no float by image (a shape, a count) is computed inside from what is.
        for (var open = new Queue<string>(inside.SelectMany(n => n.Reads()).Concat(roots).ToArray()); open.TryDequeue(out string? value);)
        {
            var producer = view.Producer(value);
            if (value.Length == 0 || fed.Contains(value) || (producer is not null && inside.Contains(producer) && !roots.Contains(value))) continue;
            if (roots.Contains(value) || value == model.Image || CanBeFed(find(value))) fed.Add(value);
            else if (producer is not null && inside.Add(producer))
                foreach (string read in producer.Reads()) open.Enqueue(read);
        }

        var rest = new ModelProto(model.Model) { Graph = new GraphProto { Name = whole.Name } };
        var weights = inside.SelectMany(node => node.Reads()).ToHashSet();
        rest.Graph.Initializer.AddRange(whole.Initializer.Where(t => weights.Contains(t.Name)).Select(t => t.Clone()));
        foreach (var node in whole.Node.Where(inside.Contains).Select(node => node.Clone()))
        {
            // What is fed is not computed as well.
            for (int i = 0; i < node.Output.Count; i++)
                if (fed.Contains(node.Output[i])) node.Output[i] = view.Fresh($"{node.Output[i]}/unused");
            rest.Graph.Node.Add(node);
        }
        var graph = new FedGraph(rest, [.. fed.OrderBy(f => roots.Contains(f) ? 0 : 1).Select(Describe)], BatchOf(model));
        FloatWidening.Apply(rest.Graph);
        foreach (var value in graph.Fed) rest.Graph.Input.Add(graph.Declare(value));
        return graph;

        bool Follows(string layer, string other) => view.DependentsOf(other).Contains(layer);

        IEnumerable<NodeProto> Followers()
        {
            var reached = new HashSet<string>(roots);
            foreach (var node in whole.Node)
            {
                if (!node.Reads().Any(reached.Contains) || node.Output.Any(roots.Contains)) continue;
                reached.UnionWith(node.Output);
                yield return node;
            }
        }

        RunValue Describe(string name) => name == model.Image
            ? model.Fed[0]
            : RunValue.From(name, name, find(name)!, varying: false);
    }

    /// <summary>Whether a value can be handed over: floats, image after image.</summary>
    public static bool CanBeFed(ValueObservation? value) =>
        value is not null && value.BatchAxis == 0 && ElementType.IsFloating(value.ElementType) && !value.One.Contains(0);

    /// <summary>Whether the graph computes a value of that name; what is fed is not computed.</summary>
    public bool Computes(string name) => Model.Graph.Node.Any(node => node.Output.Contains(name));

    /// <summary>What the graph calls a value: what is fed may have got another name than the file gives it.</summary>
    public string GraphName(string name) => Fed.FirstOrDefault(f => f.Name == name)?.GraphName ?? name;

    /// <summary>An input of float32.</summary>
    public ValueInfoProto Declare(RunValue value)
    {
        var dims = Array.ConvertAll(value.TensorShape(1), Declarations.Extent);
        if (!Batch.HasDimValue) dims[0] = value.Merged ? new TensorShapeProto.Types.Dimension() : Batch;
        return Declarations.Of(value.GraphName, (int)DataType.Float, dims);
    }

    private static TensorShapeProto.Types.Dimension BatchOf(CanonicalModel model) =>
        model.Model.Graph.Input.First(i => i.Name == model.Image).Type.TensorType.Shape.Dim[0];
}
