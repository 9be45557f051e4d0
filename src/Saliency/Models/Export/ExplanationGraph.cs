using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;

namespace Saliency.Models;

/// <summary>Writes a model, its backward pass and a method's formula into one graph.</summary>
internal sealed class ExplanationGraph
{
    private readonly OnnxModel _model;
    private readonly ExportedMethod _method;
    private readonly ExportOptions _options;
    private readonly Propagation _propagation;
    private readonly AttentionSurvey? _attention;
    private readonly LayerInfo[] _layers;
    private readonly OutputInfo _output;
    private readonly FedGraph _whole;
    private readonly DifferentiableGraph _ready;
    private readonly GraphProto _graph;

    // Inputs that take what a walk back begins with.
    private readonly List<string> _cotangents = [];

    // The input that takes the image that another is compared with.
    private string? _reference;

    private ExplanationGraph(OnnxModel model, ExportedMethod method, ExportOptions options)
    {
        (_model, _method, _options, _output, _propagation) = (model, method, options, model.Outputs[0], PropagationOf(method, options));
        _attention = method switch
        {
            ExportedMethod.AttentionRollout or ExportedMethod.GradientRollout => AttentionSurvey.Of(model),
            ExportedMethod.LeGrad => AttentionSurvey.Of(model).Last(AttentionEmission.LeGradBlocks),
            _ => null,
        };
        _layers = _attention is not null || AttributionEmission.ReadsImageAlone(method) ? []
            : method == ExportedMethod.FullGrad ? [.. model.LayersWithBias()]
            : [model.FindSpatialLayer(options.Layer)];
        if (method == ExportedMethod.IntegratedGradients && model.RunsSingleImages)
            throw new ArgumentException($"Expected a model that takes several images at once for {options.Steps} steps, but {model.Name} takes one.", nameof(method));
        _whole = FedGraph.Whole(model.Inner);
        string[] keep = [.. model.Inner.Outputs.Select(o => o.Name), .. Inner];
        _ready = DifferentiableGraph.From(_whole, model.Sessions, model.RunsSingleImages, [.. keep.Distinct()], _propagation);
        _graph = _ready.Model.Graph;
    }

    private string Image => _model.Inner.Image;

    /// <summary>The inner values that the method reads; none where it reads the image.</summary>
    private string[] Inner => _attention is not null ? [.. _attention.Names] : [.. _layers.Select(layer => layer.Name)];

    /// <summary>The graph of a method, complete and in order.</summary>
    public static ModelProto Of(OnnxModel model, ExportedMethod method, ExportOptions options) => new ExplanationGraph(model, method, options).Write();

    private static Propagation PropagationOf(ExportedMethod method, ExportOptions options) => method switch
    {
        ExportedMethod.GuidedBackpropagation or ExportedMethod.GuidedGradCam => Propagation.GuidedBackpropagation,
        ExportedMethod.Deconvolution => Propagation.Deconvolution,
        ExportedMethod.DeepLift => Propagation.DeepLift,
        ExportedMethod.LayerwiseRelevance => Propagation.Relevance(options.Composite),
        ExportedMethod.ExcitationBackprop => Propagation.ExcitationBackprop,
        _ => Propagation.Derivative,
    };

    private ModelProto Write()
    {
        string[] inner = Inner;
        var gradients = _method switch
        {
            ExportedMethod.AttentionRollout => [],
            ExportedMethod.FullGrad => Carried(_propagation, [Image, .. inner]),
            ExportedMethod.GuidedGradCam => Carried(_propagation, [Image]).Concat(Carried(Propagation.Derivative, inner)).ToDictionary(),
            _ => Carried(_propagation, inner.Length > 0 ? inner : [Image]),
        };
        var emit = new GraphEmitter(_graph);
        var steps = _method == ExportedMethod.IntegratedGradients ? PathEmission.Insert(_graph, emit, Image, _model.Inner.Outputs.Select(o => o.Name), _options, _model.InputShape) : null;
        if (_reference is not null) Compare(emit, _reference);
        if (_cotangents.Count > 0) Seed(emit, steps);
        var map = Map(emit, value => emit[gradients[value]], steps);
        _graph.Node.Add(Nodes.Make("Identity", [map.Name], [ExplanationExport.MapName]));
        ExplanationSignature.Declare(_graph, _model, _ready.Seen, _whole.Batch, _options.Target);
        // The walk back wrote before what it is carried from was there.
        SortPass.Apply(_graph);
        PrunePass.Apply(_graph);
        return _ready.Model;
    }

    /// <summary>Carries the score back to some values.</summary>
    /// <returns>Value → what came back to it.</returns>
    private Dictionary<string, string> Carried(Propagation propagation, string[] by)
    {
        _ready.Seen[_output.Name].EnsureFloatsByImage(_output.Name);
        var request = new GradientRequest([_output.Name], by, propagation.ComparesPairs ? Image : null);
        var names = GradientGraph.Differentiate(_graph, _ready.Observed, request, _model.RulesOf(propagation));
        if (by.FirstOrDefault(name => !names.Gradients.ContainsKey(name)) is { } apart)
            throw new ArgumentException($"Expected output '{_output.Name}' to depend on '{apart}', but no path leads from one to the other.");
        string cotangent = names.Cotangents[_output.Name];
        // An input until the graph makes it itself, so that another walk takes another name.
        _graph.Input.Add(new ValueInfoProto { Name = cotangent });
        _cotangents.Add(cotangent);
        _reference = names.References?.Input;
        return names.Gradients.ToDictionary();
    }

    /// <summary>Puts the baseline in the place of an input.</summary>
    private void Compare(GraphEmitter emit, string reference) =>
        Make(Nodes.Make("Expand", [AttributionEmission.Colour(emit, _options.Baseline).Name, emit[Image].Shape().Name], [reference]));

    /// <summary>Makes what was an input.</summary>
    private void Make(NodeProto node)
    {
        _graph.Input.Remove(_graph.Input.Single(input => input.Name == node.Output[0]));
        _graph.Node.Add(node);
    }

    /// <summary>What the walk back begins with: the derivative of the explained number by the scores.</summary>
    private void Seed(GraphEmitter emit, PathEmission? steps)
    {
        var scores = emit[_output.Name];
        var classes = _options.Target == ExportedTarget.Input ? emit[ExplanationExport.TargetName] : TargetEmission.Predicted(scores, _output.Length);
        var chosen = TargetEmission.OneHot(classes, _output.Length);
        var everywhere = steps is null ? scores : emit[PathEmission.NameOnTheWay(_output.Name)];
        int[] shape = [.. _ready.Seen[_output.Name].One.Skip(1).Select(d => (int)d)];
        var cotangent = TargetEmission.Cotangent(everywhere, steps is null ? chosen : steps.Repeated(chosen, _output.Length), _output.Length, shape, _options.Scale == ScoreScale.Probability ? _output.Kind : ScoreKind.Values);
        foreach (string name in _cotangents) Make(Nodes.Make("Identity", [cotangent.Name], [name]));
    }

    private Value Map(GraphEmitter emit, Func<string, Value> gradient, PathEmission? steps)
    {
        var shape = _model.InputShape;
        var x = emit[Image];
        switch (_method)
        {
            case ExportedMethod.AttentionRollout or ExportedMethod.GradientRollout or ExportedMethod.LeGrad:
                Value[] gradients = _cotangents.Count > 0 ? [.. Inner.Select(gradient)] : [];
                return CamEmission.HeatMap(AttentionEmission.Raw(_method, _attention!, [.. Inner.Select(name => emit[name])], gradients), shape);
            case ExportedMethod.FullGrad:
                return CamEmission.FullGrad([x * gradient(Image), .. _layers.Select(layer => gradient(layer.Name) * emit.Constant(layer.Bias.AsSpan(), layer.Bias.Length, 1, 1))], shape);
            case ExportedMethod.Gradient or ExportedMethod.GuidedBackpropagation or ExportedMethod.Deconvolution or ExportedMethod.LayerwiseRelevance or ExportedMethod.ExcitationBackprop:
                return AttributionEmission.Reduced(gradient(Image), _options.Reduction);
            case ExportedMethod.GradientTimesInput:
                return AttributionEmission.Reduced(gradient(Image) * x, _options.Reduction);
            case ExportedMethod.DeepLift:
                return AttributionEmission.Reduced(gradient(Image) * (x - AttributionEmission.Colour(emit, _options.Baseline)), _options.Reduction);
            case ExportedMethod.IntegratedGradients:
                return AttributionEmission.Reduced(steps!.Integral(gradient(Image)), _options.Reduction);
        }
        var layer = _layers[0];
        Value planes = CamEmission.Planes(emit[layer.Name], layer), byPlanes = CamEmission.Planes(gradient(layer.Name), layer);
        return _method == ExportedMethod.GuidedGradCam
            ? AttributionEmission.Reduced(gradient(Image) * CamEmission.Repeated(CamEmission.Raw(ExportedMethod.GradCam, planes, byPlanes).Apply("Relu"), layer.Maps!.Value, shape), _options.Reduction)
            : CamEmission.HeatMap(CamEmission.Raw(_method, planes, byPlanes), shape);
    }
}
