using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;
using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Models;

/// <summary>Writes a model, its backward pass and a method's formula into one graph.</summary>
internal sealed class ExplanationGraph
{
    private readonly OnnxModel _model;
    private readonly ExportedMethod _method;
    private readonly ExportOptions _options;
    private readonly DifferentiableGraph _ready;
    private readonly GraphProto _graph;
    private readonly LayerInfo? _layer;
    private readonly AttentionSurvey? _attention;
    private readonly OutputInfo _output;
    private readonly FedGraph _whole;

    private ExplanationGraph(OnnxModel model, ExportedMethod method, ExportOptions options)
    {
        (_model, _method, _options, _output) = (model, method, options, model.Outputs[0]);
        _attention = method switch
        {
            ExportedMethod.AttentionRollout or ExportedMethod.GradientRollout => AttentionSurvey.Of(model),
            ExportedMethod.LeGrad => AttentionSurvey.Of(model).Last(AttentionEmission.LeGradBlocks),
            _ => null,
        };
        _layer = IsByImage || _attention is not null ? null : model.FindSpatialLayer(options.Layer);
        if (method == ExportedMethod.IntegratedGradients && model.RunsSingleImages)
            throw new ArgumentException($"Expected a model that takes several images at once for {options.Steps} steps, but {model.Name} takes one.", nameof(method));
        _whole = FedGraph.Whole(model.Inner);
        string[] keep = [.. model.Inner.Outputs.Select(o => o.Name), .. Layers];
        _ready = DifferentiableGraph.From(_whole, model.Sessions, model.RunsSingleImages, [.. keep.Distinct()]);
        _graph = _ready.Model.Graph;
    }

    /// <summary>The inner values that the method reads; none where it reads the image.</summary>
    private string[] Layers => _attention is not null ? [.. _attention.Names] : _layer is not null ? [_layer.Name] : [];

    private bool IsByImage => _method is ExportedMethod.Gradient or ExportedMethod.GradientTimesInput or ExportedMethod.IntegratedGradients;

    /// <summary>The graph of a method, complete and in order.</summary>
    public static ModelProto Of(OnnxModel model, ExportedMethod method, ExportOptions options) => new ExplanationGraph(model, method, options).Write();

    private ModelProto Write()
    {
        string image = _model.Inner.Image;
        string[] by = Layers is { Length: > 0 } layers ? layers : [image];
        bool carriesBack = _method != ExportedMethod.AttentionRollout;
        if (carriesBack) _ready.Seen[_output.Name].EnsureFloatsByImage(_output.Name);
        var names = carriesBack ? GradientGraph.Differentiate(_graph, _ready.Observed, new GradientRequest([_output.Name], by), _model.Rules) : null;
        var emit = new GraphEmitter(_graph);
        if (names is not null && by.FirstOrDefault(name => !names.Gradients.ContainsKey(name)) is { } apart)
            throw new ArgumentException($"Expected output '{_output.Name}' to depend on '{apart}', but no path leads from one to the other.");

        var steps = _method == ExportedMethod.IntegratedGradients ? PathEmission.Insert(_graph, emit, image, _model.Inner.Outputs.Select(o => o.Name), _options, _model.InputShape) : null;
        if (names is not null) Seed(emit, names.Cotangents[_output.Name], steps);
        Value[] values = [.. by.Select(name => emit[name])], gradients = names is null ? [] : [.. by.Select(name => emit[names.Gradients[name]])];
        var map = _attention is not null
            ? CamEmission.HeatMap(AttentionEmission.Raw(_method, _attention, values, gradients), _model.InputShape)
            : _layer is not null
            ? CamEmission.HeatMap(CamEmission.Raw(_method, Planes(values[0]), Planes(gradients[0])), _model.InputShape)
            : Reduced(steps is not null ? steps.Integral(gradients[0]) : _method == ExportedMethod.Gradient ? gradients[0] : gradients[0] * values[0]);
        _graph.Node.Add(Nodes.Make("Identity", [map.Name], [ExplanationExport.MapName]));
        Declare(image);
        // The walk back wrote before what it is carried from was there.
        SortPass.Apply(_graph);
        PrunePass.Apply(_graph);
        return _ready.Model;
    }

    /// <summary>What the walk back begins with: the derivative of the explained number by the scores.</summary>
    private void Seed(GraphEmitter emit, string cotangentName, PathEmission? steps)
    {
        var scores = emit[_output.Name];
        var classes = _options.Target == ExportedTarget.Input ? emit[ExplanationExport.TargetName] : TargetEmission.Predicted(scores, _output.Length);
        var chosen = TargetEmission.OneHot(classes, _output.Length);
        var everywhere = steps is null ? scores : emit[PathEmission.NameOnTheWay(_output.Name)];
        var cotangent = TargetEmission.Cotangent(everywhere, steps is null ? chosen : steps.Repeated(chosen, _output.Length), _output.Length, ShapeOf(_output.Name), _options.Scale == ScoreScale.Probability ? _output.Kind : ScoreKind.Values);
        _graph.Node.Add(Nodes.Make("Identity", [cotangent.Name], [cotangentName]));
    }

    /// <summary>A layer's values, or their gradient, as N×C×h×w.</summary>
    private Value Planes(Value values)
    {
        var maps = _layer!.Maps!.Value;
        long height = maps.Height, width = maps.Width, channels = maps.Channels;
        switch (_layer.Layout)
        {
            case LayerLayout.ChannelsLast: return values.Transpose(0, 3, 1, 2);
            case LayerLayout.Tokens:
                var emit = values.Emitter;
                // Class tokens stand in front.
                var tokens = emit.Emit("Slice", [values, emit.Integers(-height * width), emit.Integers(long.MaxValue), emit.Integers(1)]);
                return tokens.Transpose(0, 2, 1).Reshape(-1, channels, height, width);
            default: return values;
        }
    }

    private Value Reduced(Value a)
    {
        long[] channels = [1];
        var axes = a.Emitter.Integers(channels);
        return _options.Reduction switch
        {
            ChannelReduction.Sum => a.Sum(channels),
            ChannelReduction.AbsoluteSum => a.Apply("Abs").Sum(channels),
            ChannelReduction.AbsoluteMaximum => a.Emitter.Emit("ReduceMax", [a.Apply("Abs"), axes]),
            _ => a.Emitter.Emit("ReduceL2", [a, axes]),
        };
    }

    private IReadOnlyList<int> ShapeOf(string name) => [.. _ready.Seen[name].One.Skip(1).Select(d => (int)d)];

    /// <summary>What goes in and what comes out, with types and shapes as the format asks.</summary>
    private void Declare(string image)
    {
        var batch = _whole.Batch;
        string[] taken = [.. _graph.Input.Concat(_graph.Output).Select(v => v.Name)];
        if (taken.FirstOrDefault(t => t is ExplanationExport.MapName or ExplanationExport.TargetName) is { } clash)
            throw new ArgumentException($"Expected a model without an input or output named '{clash}': the file with its explanation needs the name.");
        if (_options.Target == ExportedTarget.Input) _graph.Input.Add(Value(ExplanationExport.TargetName, DataType.Int64, [batch]));
        var shape = _model.InputShape;
        var outputs = _model.Inner.Outputs.Select(o => Value(o.Name, (DataType)_ready.Seen[o.Name].ElementType, Dims(_ready.Seen[o.Name])))
            .Append(Value(ExplanationExport.MapName, DataType.Float, [batch, Extent(1), Extent(shape.Height), Extent(shape.Width)])).ToArray();
        _graph.Output.Clear();
        _graph.Output.AddRange(outputs);
        _graph.ValueInfo.Clear();

        IEnumerable<Dimension> Dims(ValueObservation seen) => seen.One.Select((d, axis) =>
            seen.BatchAxis == axis && seen.One[axis] == 1 ? batch : seen.Two is null || seen.Two[axis] == d ? Extent(d) : new Dimension());
    }

    private static Dimension Extent(long d) => new() { DimValue = d };

    private static ValueInfoProto Value(string name, DataType type, IEnumerable<Dimension> dims)
    {
        var shape = new TensorShapeProto();
        foreach (var d in dims) shape.Dim.Add(d.Clone());
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }
}
