using System.Collections.Immutable;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;

namespace Saliency.Tests.Reference;

/// <summary>A small net of the reference set, run plainly; one inner value may be read as a layer.</summary>
internal sealed class SessionModel : ILayeredModel, IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _input;
    private readonly bool _oneByOne;

    public SessionModel(string path, string? layer = null)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        if (layer is not null && model.Graph.Output.All(o => o.Name != layer)) model.Graph.Output.Add(new ValueInfoProto { Name = layer });
        _session = new InferenceSession(model.ToByteArray());
        (_input, var meta) = _session.InputMetadata.First();
        _oneByOne = meta.Dimensions[0] == 1;
        InputShape = new ImageShape(meta.Dimensions[1], meta.Dimensions[2], meta.Dimensions[3]);
        Name = Path.GetFileNameWithoutExtension(path);
        var answer = new ModelAnswer([.. _session.OutputNames]);
        Run(new float[InputShape.Length], 1, answer);
        Outputs = [.. _session.OutputNames.Where(n => n != layer).Select(n =>
            new OutputInfo(n, answer.ShapeOf(answer.IndexOf(n)), n.Contains("prob", StringComparison.Ordinal) ? ScoreKind.Probabilities : ScoreKind.Logits))];
        Layers = layer is null ? [] : [Describe(layer, answer.ShapeOf(answer.IndexOf(layer)))];
    }

    public string Name { get; }

    public ImageShape InputShape { get; }

    public IReadOnlyList<OutputInfo> Outputs { get; }

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => Layers.Count > 0 ? Layers[0] : throw new InvalidOperationException("Expected a model with a layer to read, got one without.");

    public LayerInfo FindLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected a layer of {Name}, got '{name}'.", nameof(name));

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        int step = _oneByOne ? 1 : count;
        for (int first = 0; first < count; first += step)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(images.Slice(first * InputShape.Length, step * InputShape.Length).ToArray(),
                [step, InputShape.Channels, InputShape.Height, InputShape.Width]);
            using var options = new RunOptions();
            using var values = _session.Run(options, [_input], [input], answer.Names);
            for (int v = 0; v < values.Count; v++)
            {
                int[] shape = [.. values[v].GetTensorTypeAndShape().Shape.Skip(1).Select(d => (int)d)];
                var all = answer.Prepare(v, count, shape);
                values[v].GetTensorDataAsSpan<float>().CopyTo(all[(first * (all.Length / count))..]);
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private static LayerInfo Describe(string name, ImmutableArray<int> shape)
    {
        if (shape.Length == 3) return new LayerInfo(name, "", shape, LayerLayout.ChannelsFirst, new ImageShape(shape[0], shape[1], shape[2]));
        int side = (int)Math.Sqrt(shape[0]);
        return new LayerInfo(name, "", shape, LayerLayout.Tokens, new ImageShape(shape[1], side, side));
    }
}
