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
    /// <summary>A key: the same wish in any order.</summary>
    public ImmutableArray<string> Key => [.. Sorted(Outputs), "/by/", .. Sorted(WithRespectTo), "/with/", .. Sorted(Values), "/under/", Propagation.ToString()];

    private static IEnumerable<string> Sorted(ImmutableArray<string> names) => names.Distinct().Order(StringComparer.Ordinal);
}

/// <summary>Makes the session of a wish: the graph is simplified, brought to one form, looked at by running, differentiated, and pruned.</summary>
internal sealed class GradientOpening
{
    private readonly CanonicalModel _model;
    private readonly SessionFactory _sessions;
    private readonly bool _single;
    private readonly RuleTable _rules;

    private GradientOpening(CanonicalModel model, SessionFactory sessions, bool single, RuleTable rules) =>
        (_model, _sessions, _single, _rules) = (model, sessions, single, rules);

    /// <exception cref="UnsupportedOperatorException">Operators on the path have no rule.</exception>
    /// <exception cref="ArgumentException">A value has no images' axis in front, or is no float.</exception>
    public static GradientSession Open(CanonicalModel model, SessionFactory sessions, bool single, GradientWish wish, RuleTable rules) =>
        new GradientOpening(model, sessions, single, rules).Open(wish);

    private GradientSession Open(GradientWish wish)
    {
        string[] keep = [.. wish.Outputs.Concat(wish.WithRespectTo).Concat(wish.Values).Where(name => name != _model.InputName).Distinct()];
        var model = _model.Model.Clone();
        // The runtime merges a batch normalisation into the convolution before it only where nobody else reads what stands between.
        IEnumerable<string> apart = wish.Propagation.KeepsBatchNormalization ? model.Graph.Node.Where(n => n.OpType == "BatchNormalization").Select(n => n.Input[0]) : [];
        GiveOut(model.Graph, [.. keep, .. apart.Where(name => name != _model.Image)]);
        PrunePass.Apply(model.Graph);
        model = _sessions.Simplify(model);
        DifferentiablePasses.Apply(model, ReadFlags);

        var seen = Look(model);
        var observed = new ObservedValues(seen.ToDictionary(v => v.Key, v => AsObserved(v.Value)));
        string[] wanted = [.. wish.WithRespectTo.Select(GraphName)];
        var names = GradientGraph.Differentiate(model.Graph, observed, new GradientRequest(wish.Outputs, wanted, wish.Propagation.ComparesPairs ? _model.Image : null), _rules);

        var emit = new GraphEmitter(model.Graph);
        var cotangents = wish.Outputs.Select(output => Value(output, names.Cotangents[output])).ToImmutableArray();
        foreach (var cotangent in cotangents) model.Graph.Input.Add(Declare(model.Graph, cotangent));
        // A gradient can be an input of the graph, which cannot be an output: it passes through a node of its own.
        var gradients = wish.WithRespectTo.Where(name => names.Gradients.ContainsKey(GraphName(name)))
            .ToDictionary(name => name, name => Value(name, emit[names.Gradients[GraphName(name)]].Apply("Identity").Name));
        var independent = wish.WithRespectTo.Where(name => !gradients.ContainsKey(name)).ToDictionary(name => name, name => Value(name, GraphName(name)));
        var values = wish.Values.Distinct().ToDictionary(name => name, name => Value(name, GraphName(name)));
        var references = names.References is { } copies
            ? new ReferenceNames(copies.Input, values.ToDictionary(v => v.Key, v => v.Value with { GraphName = copies.NameOf(v.Value.GraphName) }))
            : null;
        GiveOut(model.Graph, [.. values.Values.Concat(gradients.Values).Concat(references?.Values.Values ?? []).Select(v => v.GraphName)]);
        PrunePass.Apply(model.Graph);
        return new GradientSession(_sessions.Create(model), _model.Image, _model.Shape, _single, cotangents, values, gradients, independent, references);

        RunValue Value(string name, string graphName)
        {
            var value = seen[GraphName(name)];
            if (value.BatchAxis != 0 || !ElementType.IsFloating(value.ElementType))
                throw new ArgumentException($"Expected a value of floats with the images along its first axis, got '{name}' of shape {string.Join('×', value.One)}.", nameof(wish));
            return RunValue.From(name, graphName, value, varying: false);
        }
    }

    /// <summary>What the graph calls a value: the image may have got another name than the file gives it.</summary>
    private string GraphName(string name) => name == _model.InputName ? _model.Image : name;

    /// <summary>Conditions that only shapes decide, read by running; one that differs between one image and two is left out.</summary>
    private Dictionary<string, bool> ReadFlags(ModelProto model, IReadOnlyList<string> flags)
    {
        var open = model.Clone();
        GiveOut(open.Graph, flags);
        PrunePass.Apply(open.Graph);
        using var session = _sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var one = ValueObservation.ReadFlags(session, _model.Image, _model.Shape, 1);
        var two = _single ? one : ValueObservation.ReadFlags(session, _model.Image, _model.Shape, 2);
        return one.Where(flag => two[flag.Key] == flag.Value).ToDictionary();
    }

    /// <summary>Every value's type and shape, found by running with nothing optimised away.</summary>
    private Dictionary<string, ValueObservation> Look(ModelProto model)
    {
        var open = model.Clone();
        GiveOut(open.Graph, [.. open.Graph.Node.SelectMany(n => n.Output).Where(y => y.Length > 0)]);
        using var session = _sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var seen = ValueObservation.Observe(session, _model.Image, _model.Shape, _single);
        long[] One(int count) => [count, _model.Shape.Channels, _model.Shape.Height, _model.Shape.Width];
        seen[_model.Image] = new ValueObservation((int)DataType.Float, One(1), _single ? null : One(2));
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

    /// <summary>A cotangent's batch axis bears the name of the image's: so the runtime knows the two to be equal.</summary>
    private ValueInfoProto Declare(GraphProto graph, RunValue cotangent)
    {
        var batch = graph.Input.First(i => i.Name == _model.Image).Type.TensorType.Shape.Dim[0];
        var shape = new TensorShapeProto();
        foreach (long d in cotangent.TensorShape(1)) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = d });
        shape.Dim[0] = cotangent.Merged ? new TensorShapeProto.Types.Dimension() : batch.Clone();
        return new ValueInfoProto { Name = cotangent.GraphName, Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float, Shape = shape } } };
    }
}
