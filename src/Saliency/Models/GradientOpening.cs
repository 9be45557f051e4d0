using System.Collections.Immutable;
using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;

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

/// <summary>Makes the session of a wish: the graph is made ready, differentiated, and pruned.</summary>
internal static class GradientOpening
{
    /// <exception cref="UnsupportedOperatorException">Operators on the path have no rule.</exception>
    /// <exception cref="ArgumentException">A value has no images' axis in front, or is no float.</exception>
    public static FedSession Open(FedGraph graph, SessionFactory sessions, bool single, GradientWish wish, RuleTable rules)
    {
        string[] keep = [.. wish.Outputs.Concat(wish.WithRespectTo).Concat(wish.Values).Where(name => graph.Fed.All(f => f.Name != name)).Distinct()];
        var weights = Constants.Of(graph.Model.Graph).Where(constant => wish.WithRespectTo.Contains(constant.Key)).ToDictionary();
        var ready = DifferentiableGraph.From(graph, sessions, single, keep, wish.Propagation);
        var (model, seen) = ready;
        string[] wanted = [.. wish.WithRespectTo.Select(graph.GraphName)];
        var names = GradientGraph.Differentiate(model.Graph, ready.Observed, new GradientRequest(wish.Outputs, wanted, wish.Propagation.ComparesPairs ? graph.Fed[0].GraphName : null), rules);

        var emit = new GraphEmitter(model.Graph);
        var cotangents = wish.Outputs.Select(output => Value(output, names.Cotangents[output])).ToImmutableArray();
        foreach (var cotangent in cotangents) model.Graph.Input.Add(graph.Declare(cotangent));
        // A gradient can be an input of the graph, which cannot be an output: it passes through a node of its own.
        var gradients = wish.WithRespectTo.Where(name => names.Gradients.ContainsKey(graph.GraphName(name)))
            .ToDictionary(name => name, name => Value(name, GivenOut(name, emit[names.Gradients[graph.GraphName(name)]]).Name));
        var independent = wish.WithRespectTo.Where(name => !gradients.ContainsKey(name)).ToDictionary(name => name, name => Value(name, graph.GraphName(name)));
        var values = wish.Values.Distinct().ToDictionary(name => name, name => Value(name, graph.GraphName(name)));
        var fed = graph.Fed;
        if (names.References is { } copies)
        {
            fed = [.. fed, fed[0] with { GraphName = copies.Input }];
            foreach (var (name, value) in values.ToArray()) values[PairedRun.AtReference(name)] = value with { GraphName = copies.NameOf(value.GraphName) };
        }
        string[] given = [.. values.Values.Concat(gradients.Values).Select(v => v.GraphName)];
        // The runtime takes no empty graph.
        OutputPass.Apply(model.Graph, given.Length > 0 ? given : [emit[graph.Fed[0].GraphName].Apply("Identity").Name]);
        PrunePass.Apply(model.Graph);
        // The gradient by a weight adds up over the images of a run: each image has a run of its own.
        return new FedSession(sessions.Create(model), single || weights.Count > 0, fed, cotangents, values, gradients, independent);

        // A number without axes lies as a list of one.
        Value GivenOut(string name, Value gradient) => weights.TryGetValue(name, out var weight) && weight.Dims.Count == 0 ? gradient.Reshape(1) : gradient.Apply("Identity");

        RunValue Value(string name, string graphName)
        {
            if (weights.TryGetValue(name, out var weight)) return RunValue.OfConstant(name, graphName, weight.Dims);
            var value = seen[graph.GraphName(name)];
            value.EnsureFloatsByImage(name);
            return RunValue.From(name, graphName, value, varying: false);
        }
    }
}
