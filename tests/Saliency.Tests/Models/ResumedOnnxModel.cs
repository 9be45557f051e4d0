using Microsoft.ML.OnnxRuntime;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>An ONNX model whose graph can be cut at one layer and run from there.</summary>
internal sealed class ResumedOnnxModel : IResumableModel, IDisposable
{
    private readonly OnnxModel _model;
    private readonly LayerInfo _layer;
    private readonly InferenceSession _rest;

    public ResumedOnnxModel(OnnxModel model, string layer)
    {
        (_model, _layer) = (model, model.FindLayer(layer));
        var cut = model.Canonical.Model.Clone();
        foreach (var node in cut.Graph.Node)
            for (int i = 0; i < node.Output.Count; i++)
                if (node.Output[i] == layer) node.Output[i] = $"{layer} before the cut";
        PrunePass.Apply(cut.Graph);
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        foreach (int d in _layer.Shape) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = d });
        cut.Graph.Input.Clear();
        cut.Graph.Input.Add(new ValueInfoProto { Name = layer, Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float, Shape = shape } } });
        _rest = new InferenceSession(ModelCodec.Encode(cut));
    }

    public string Name => _model.Name;

    public ImageShape InputShape => _model.InputShape;

    public IReadOnlyList<OutputInfo> Outputs => _model.Outputs;

    public IReadOnlyList<LayerInfo> Layers => _model.Layers;

    public LayerInfo DefaultLayer => _model.DefaultLayer;

    public LayerInfo FindLayer(string name) => _model.FindLayer(name);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => _model.Run(images, count, answer);

    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default)
    {
        if (layer != _layer.Name) throw new ArgumentException($"Expected '{_layer.Name}', where the graph was cut, got '{layer}'.", nameof(layer));
        long[] shape = [count, .. _layer.Shape.Select(d => (long)d)];
        using var input = OrtValue.CreateTensorValueFromMemory(values.ToArray(), shape);
        using var options = new RunOptions();
        using var outputs = _rest.Run(options, [layer], [input], [.. answer.Names]);
        for (int v = 0; v < answer.Names.Length; v++)
            outputs[v].GetTensorDataAsSpan<float>().CopyTo(answer.Prepare(v, count, [.. _model.Outputs.First(o => o.Name == answer.Names[v]).Shape]));
    }

    public void Dispose() => _rest.Dispose();
}
