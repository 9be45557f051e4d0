using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>A graph made ready to be differentiated: simplified, brought to one form, and looked at by running.</summary>
/// <param name="Model">The graph, of opset 18 or later, all floats being float32.</param>
/// <param name="Seen">Every value's type and shape.</param>
internal sealed record DifferentiableGraph(ModelProto Model, IReadOnlyDictionary<string, ValueObservation> Seen)
{
    public ObservedValues Observed => new(Seen.ToDictionary(v => v.Key, v => AsObserved(v.Value)));

    /// <summary>Makes a graph ready.</summary>
    /// <param name="graph">The graph; left as it is.</param>
    /// <param name="sessions">Makes the sessions that simplify and observe.</param>
    /// <param name="single">Whether it takes one image at a time.</param>
    /// <param name="keep">Values and constants that must survive under their names.</param>
    /// <param name="propagation">By which rules it will go back.</param>
    public static DifferentiableGraph From(FedGraph graph, SessionFactory sessions, bool single, IReadOnlyList<string> keep, Propagation propagation)
    {
        var model = graph.Model.Clone();
        // The runtime merges a batch normalisation into the convolution before it only where nobody else reads what stands between.
        var apart = propagation.KeepsBatchNormalization ? model.Graph.Node.Where(n => n.OpType == "BatchNormalization").Select(n => n.Input[0]) : [];
        string[] weights = [.. keep.Where(Constants.Of(model.Graph).ContainsKey)];
        OutputPass.Apply(model.Graph, [.. keep.Except(weights).Concat(apart.Where(name => graph.Fed.All(f => f.GraphName != name))).Distinct()]);
        PrunePass.Apply(model.Graph);
        // Before simplifying, which leads the network past a value of halves that is wanted: its gradient would be zero. Weights in files beside the model are read by simplifying only.
        if (FloatWidening.CanApply(model.Graph)) FloatWidening.Apply(model.Graph);
        InitializerPass.Loosen(model.Graph, weights);
        model = sessions.Simplify(model);
        InitializerPass.Apply(model);
        DifferentiablePasses.Apply(model, (passed, flags) => ReadFlags(passed, flags, graph, sessions, single));
        return new DifferentiableGraph(model, Look(model, graph, sessions, single));
    }

    /// <summary>Conditions that only shapes decide, read by running; one that differs between one image and two is left out.</summary>
    private static Dictionary<string, bool> ReadFlags(ModelProto model, IReadOnlyList<string> flags, FedGraph graph, SessionFactory sessions, bool single)
    {
        var open = model.Clone();
        OutputPass.Apply(open.Graph, flags);
        PrunePass.Apply(open.Graph);
        using var session = sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var one = ValueObservation.ReadFlags(session, graph.Fed, 1);
        var two = single ? one : ValueObservation.ReadFlags(session, graph.Fed, 2);
        return one.Where(flag => two[flag.Key] == flag.Value).ToDictionary();
    }

    /// <summary>Every value's type and shape, found by running with nothing optimised away.</summary>
    private static Dictionary<string, ValueObservation> Look(ModelProto model, FedGraph graph, SessionFactory sessions, bool single)
    {
        var open = model.Clone();
        OutputPass.Apply(open.Graph, [.. open.Graph.Node.SelectMany(n => n.Output).Where(y => y.Length > 0)]);
        using var session = sessions.Create(open, Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL);
        var seen = ValueObservation.Observe(session, graph.Fed, single);
        foreach (var fed in graph.Fed) seen[fed.GraphName] = new ValueObservation((int)DataType.Float, fed.TensorShape(1), single ? null : fed.TensorShape(2));
        foreach (var constant in model.Graph.Initializer)
            seen[constant.Name] = new ValueObservation(constant.DataType, [.. constant.Dims], [.. constant.Dims]);
        return seen;
    }

    private static ObservedValue AsObserved(ValueObservation seen) => new((DataType)seen.ElementType,
        [.. seen.One.Select((d, axis) => seen.Two is null || seen.Two[axis] == d ? d : -1)], [.. seen.One]);
}
