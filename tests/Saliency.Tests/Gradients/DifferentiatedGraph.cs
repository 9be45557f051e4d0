using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>A model with its backward pass, ready to run.</summary>
internal sealed class DifferentiatedGraph
{
    private readonly ModelProto _model;
    private readonly ModelProto _forward;
    private readonly GradientNames _names;

    private DifferentiatedGraph(ModelProto model, ModelProto forward, GradientNames names) => (_model, _forward, _names) = (model, forward, names);

    public ModelProto Model => _model;

    public GradientNames Names => _names;

    /// <summary>Brings a copy of the model to the one form, observes it at two batches, differentiates it.</summary>
    /// <param name="model">Stays as it is.</param>
    /// <param name="feeds">Inputs.</param>
    /// <param name="otherBatch">Inputs of another batch, or null where the batch is fixed.</param>
    /// <param name="outputs">Floating outputs; names that are none are passed over.</param>
    /// <param name="withRespectTo">Values whose gradients are wanted.</param>
    /// <param name="rules">The table.</param>
    public static DifferentiatedGraph Of(ModelProto model, Dictionary<string, Feed> feeds, Dictionary<string, Feed>? otherBatch, string[] outputs, string[] withRespectTo, RuleTable rules)
    {
        var copy = model.Clone();
        DifferentiablePasses.Apply(copy, GraphRunner.Flags(feeds, otherBatch));
        var observed = GraphRunner.Observe(copy, feeds, otherBatch);
        outputs = [.. outputs.Where(o => observed.Find(o) is { IsFloating: true })];
        var forward = copy.Clone();
        forward.Graph.Output.Clear();
        forward.Graph.Output.AddRange(outputs.Select(o => new ValueInfoProto { Name = o }));
        var names = GradientGraph.Differentiate(copy.Graph, observed, new GradientRequest(outputs, withRespectTo), rules);
        foreach (string seed in names.Cotangents.Values) copy.Graph.Input.Add(GraphText.Info(seed, DataType.Float));
        copy.Graph.Output.Clear();
        copy.Graph.Output.AddRange(outputs.Concat(names.Gradients.Values).Distinct().Select(w => new ValueInfoProto { Name = w }));
        return new DifferentiatedGraph(copy, forward, names);
    }

    /// <summary>Outputs, the cotangents that were fed, and gradients by the name of the value they belong to.</summary>
    /// <param name="feeds">Inputs of the model.</param>
    /// <param name="seedOf">Cotangent for an output of so many values.</param>
    public (Dictionary<string, Feed> Outputs, Dictionary<string, float[]> Cotangents, Dictionary<string, Feed> Gradients) Run(Dictionary<string, Feed> feeds, Func<int, float[]> seedOf)
    {
        string[] outputs = [.. _names.Cotangents.Keys];
        var all = new Dictionary<string, Feed>(feeds);
        // Cotangents have the outputs' shapes, which a run with the outputs alone tells.
        foreach (var (output, value) in GraphRunner.Run(_forward, feeds, outputs)) all[_names.Cotangents[output]] = new Feed(seedOf(value.Values.Length), value.Dims);
        var answers = GraphRunner.Run(_model, all, [.. _model.Graph.Output.Select(o => o.Name)]);
        return (outputs.ToDictionary(o => o, o => answers[o]), outputs.ToDictionary(o => o, o => all[_names.Cotangents[o]].Values),
            _names.Gradients.ToDictionary(g => g.Key, g => answers[g.Value]));
    }
}
