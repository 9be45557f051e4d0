using System.Collections.Immutable;
using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>What a gradient session is for.</summary>
/// <param name="Outputs">Outputs that are differentiated.</param>
/// <param name="WithRespectTo">The image or layers.</param>
/// <param name="Values">Outputs and layers that are given out.</param>
/// <param name="Propagation">By which rules it goes back.</param>
internal sealed record GradientWish(ImmutableArray<string> Outputs, ImmutableArray<string> WithRespectTo, ImmutableArray<string> Values, Propagation Propagation)
{
    /// <summary>What tells it from other wishes, in any order.</summary>
    public ImmutableArray<string> Key => [.. Outputs.Select(o => $"of {o}"), .. WithRespectTo.Select(x => $"by {x}"), .. Values.Select(v => $"with {v}"), $"under {Propagation}"];
}

/// <summary>Makes the session of a wish: the graph is simplified, brought to one form, looked at by running, differentiated, and pruned.</summary>
internal sealed class GradientOpening
{
    private readonly FedGraph _graph;
    private readonly SessionFactory _sessions;
    private readonly bool _single;
    private readonly RuleTable _rules;

    private GradientOpening(FedGraph graph, SessionFactory sessions, bool single, RuleTable rules) =>
        (_graph, _sessions, _single, _rules) = (graph, sessions, single, rules);

    /// <exception cref="UnsupportedOperatorException">Operators on the path have no rule.</exception>
    /// <exception cref="ArgumentException">A value has no images' axis in front, or is no float.</exception>
    public static FedSession Open(FedGraph graph, SessionFactory sessions, bool single, GradientWish wish, RuleTable rules) =>
        new GradientOpening(graph, sessions, single, rules).Open(wish);

    private FedSession Open(GradientWish wish)
    {
        string[] keep = [.. wish.Outputs.Concat(wish.WithRespectTo).Concat(wish.Values).Where(name => _graph.Fed.All(f => f.Name != name)).Distinct()];
        var model = _graph.Model.Clone();
        GiveOut(model.Graph, keep);
        PrunePass.Apply(model.Graph);
        model = _sessions.Simplify(model);
        DifferentiablePasses.Apply(model, ReadFlags);

        var seen = Look(model);
        var observed = new ObservedValues(seen.ToDictionary(v => v.Key, v => AsObserved(v.Value)));
        string[] wanted = [.. wish.WithRespectTo.Select(_graph.GraphName)];
        var names = GradientGraph.Differentiate(model.Graph, observed, new GradientRequest(wish.Outputs, wanted), _rules);

        var emit = new GraphEmitter(model.Graph);
        var cotangents = wish.Outputs.Select(output => Value(output, names.Cotangents[output])).ToImmutableArray();
        foreach (var cotangent in cotangents) model.Graph.Input.Add(_graph.Declare(cotangent));
        // A gradient can be an input of the graph, which cannot be an output: it passes through a node of its own.
        var gradients = wish.WithRespectTo.Where(name => names.Gradients.ContainsKey(_graph.GraphName(name)))
            .ToDictionary(name => name, name => Value(name, emit[names.Gradients[_graph.GraphName(name)]].Apply("Identity").Name));
        var independent = wish.WithRespectTo.Where(name => !gradients.ContainsKey(name)).ToDictionary(name => name, name => Value(name, _graph.GraphName(name)));
        var values = wish.Values.Distinct().ToDictionary(name => name, name => Value(name, _graph.GraphName(name)));
        string[] given = [.. values.Values.Concat(gradients.Values).Select(v => v.GraphName)];
        // The runtime takes no empty graph.
        GiveOut(model.Graph, given.Length > 0 ? given : [emit[_graph.Fed[0].GraphName].Apply("Identity").Name]);
        PrunePass.Apply(model.Graph);
        return new FedSession(_sessions.Create(model), _single, _graph.Fed, cotangents, values, gradients, independent);

        RunValue Value(string name, string graphName)
        {
            var value = seen[_graph.GraphName(name)];
            if (value.BatchAxis != 0 || !ElementType.IsFloating(value.ElementType))
                throw new ArgumentException($"Expected a value of floats with the images along its first axis, got '{name}' of shape {string.Join('×', value.One)}.", nameof(wish));
            return RunValue.From(name, graphName, value, varying: false);
        }
    }

    /// <summary>Conditions that only shapes decide, read by running; one that differs between one image and two is left out.</summary>
    private Dictionary<string, bool> ReadFlags(ModelProto model, IReadOnlyList<string> flags)
    {
        var open = model.Clone();
        GiveOut(open.Graph, flags);
        PrunePass.Apply(open.Graph);
        using var session = _sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var one = ValueObservation.ReadFlags(session, _graph.Fed, 1);
        var two = _single ? one : ValueObservation.ReadFlags(session, _graph.Fed, 2);
        return one.Where(flag => two[flag.Key] == flag.Value).ToDictionary();
    }

    /// <summary>Every value's type and shape, found by running with nothing optimised away.</summary>
    private Dictionary<string, ValueObservation> Look(ModelProto model)
    {
        var open = model.Clone();
        GiveOut(open.Graph, [.. open.Graph.Node.SelectMany(n => n.Output).Where(y => y.Length > 0)]);
        using var session = _sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var seen = ValueObservation.Observe(session, _graph.Fed, _single);
        foreach (var fed in _graph.Fed) seen[fed.GraphName] = new ValueObservation((int)DataType.Float, fed.TensorShape(1), _single ? null : fed.TensorShape(2));
        foreach (var constant in model.Graph.Initializer)
            seen[constant.Name] = new ValueObservation(constant.DataType, [.. constant.Dims], [.. constant.Dims]);
        return seen;
    }

    private static ObservedValue AsObserved(ValueObservation seen) => new((DataType)seen.ElementType,
        [.. seen.One.Select((d, axis) => seen.Two is null || seen.Two[axis] == d ? d : -1)], [.. seen.One]);

    private static void GiveOut(GraphProto graph, IReadOnlyList<string> names)
    {
        graph.Output.Clear();
        graph.Output.AddRange(names.Distinct().Select(name => new ValueInfoProto { Name = name }));
    }
}
