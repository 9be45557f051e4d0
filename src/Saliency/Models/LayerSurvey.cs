using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;

namespace Saliency.Models;

/// <summary>The inner values of a model, looked at by running it once with all of them given out.</summary>
internal sealed class LayerSurvey
{
    // Operators whose further outputs are values of the network; those of others are by-products such as masks and statistics.
    private static readonly HashSet<string> SeveralOutputs = ["Split", "TopK", "If", "Loop", "Scan", "LSTM", "GRU", "RNN"];

    private readonly Dictionary<string, int> _index = [];
    private readonly Dictionary<string, ValueObservation> _observed;

    public LayerSurvey(CanonicalModel model, SessionFactory sessions, bool single)
    {
        View = new GraphView(model.Model.Graph);
        var depends = View.DependentsOf(model.Image);
        string[] names = [.. View.Graph.Node.Where(n => n.Output.Count > 0)
            .SelectMany(n => SeveralOutputs.Contains(n.OpType) ? n.Output : n.Output.Take(1))
            .Where(o => o.Length > 0 && depends.Contains(o))];
        var open = model.Model.Clone();
        OutputPass.Apply(open.Graph, names);
        PrunePass.Apply(open.Graph);
        // Nothing is optimised: every value is wanted as it stands in the file.
        using (var session = sessions.Create(open, GraphOptimizationLevel.ORT_DISABLE_ALL))
            _observed = ValueObservation.Observe(session, model.Fed, single);

        var forms = LayoutReader.Read(View, model.Image, model.Shape, _observed);
        var outputs = model.Outputs.Select(o => o.Name).ToHashSet();
        var layers = ImmutableArray.CreateBuilder<LayerInfo>();
        foreach (string name in names)
        {
            // Where the file wants the image in another form, a value made of it bears its name.
            if (name == model.InputName || outputs.Contains(name) || !_observed.TryGetValue(name, out var seen)) continue;
            if (!ElementType.IsFloating(seen.ElementType) || seen.BatchAxis < 0 || seen.One.Contains(0)) continue;
            _index[name] = layers.Count;
            layers.Add(Describe(name, View.Producer(name)!.OpType, seen, forms.GetValueOrDefault(name)) with { Bias = LayerBias.Of(View, View.Producer(name)!) });
        }
        Layers = layers.ToImmutable();
        Forms = forms;
    }

    public GraphView View { get; }

    public ImmutableArray<LayerInfo> Layers { get; }

    /// <summary>How every value lies in space, by name; values that lie in none are absent.</summary>
    public IReadOnlyDictionary<string, SpatialForm> Forms { get; }

    public LayerInfo? Find(string name) => _index.TryGetValue(name, out int at) ? Layers[at] : null;

    /// <summary>What a value looked like when run; null where there is none of that name.</summary>
    public ValueObservation? Observed(string name) => _observed.GetValueOrDefault(name);

    private static LayerInfo Describe(string name, string op, ValueObservation seen, SpatialForm form)
    {
        ImmutableArray<int> shape = [.. seen.ShapePerImage(seen.BatchAxis)];
        bool plain = seen.BatchAxis == 0 && seen.One[0] == 1 && !form.Flat;
        return (plain ? form.Layout : LayerLayout.None) switch
        {
            LayerLayout.ChannelsFirst => new(name, op, shape, LayerLayout.ChannelsFirst, new ImageShape(shape[0], form.Height, form.Width)),
            LayerLayout.ChannelsLast => new(name, op, shape, LayerLayout.ChannelsLast, new ImageShape(shape[2], form.Height, form.Width)),
            LayerLayout.Tokens => new(name, op, shape, LayerLayout.Tokens, new ImageShape(shape[1], form.Height, form.Width)),
            _ => new(name, op, shape, LayerLayout.None, null),
        };
    }
}
