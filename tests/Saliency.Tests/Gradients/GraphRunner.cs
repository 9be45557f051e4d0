using Microsoft.ML.OnnxRuntime;
using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>A named array that goes into or comes out of a graph.</summary>
internal sealed record Feed(float[] Values, long[] Dims, DataType Type = DataType.Float);

/// <summary>Runs graphs on ONNX Runtime for the tests of the differentiator.</summary>
internal static class GraphRunner
{
    public static Dictionary<string, Feed> Run(ModelProto model, IReadOnlyDictionary<string, Feed> inputs, IReadOnlyList<string> outputs)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(model), options);
        var values = inputs.Where(i => session.InputMetadata.ContainsKey(i.Key)).Select(i => (i.Key, Value: ToOrt(i.Value))).ToArray();
        try
        {
            using var run = new RunOptions();
            using var results = session.Run(run, [.. values.Select(v => v.Key)], [.. values.Select(v => v.Value)], outputs);
            return outputs.Zip(results).ToDictionary(r => r.First, r => FromOrt(r.Second));
        }
        finally
        {
            foreach (var (_, value) in values) value.Dispose();
        }
    }

    /// <summary>Reads flags of a model by running it on the given inputs.</summary>
    public static FlagReader Flags(IReadOnlyDictionary<string, Feed> inputs, IReadOnlyDictionary<string, Feed>? otherBatch = null) => (model, flags) =>
    {
        var exposed = model.Clone();
        exposed.Graph.Output.Clear();
        exposed.Graph.Output.AddRange(flags.Select(f => new ValueInfoProto { Name = f }));
        var first = Run(exposed, inputs, flags);
        var second = otherBatch is null ? first : Run(exposed, otherBatch, flags);
        return flags.Where(f => first[f].Values[0] == second[f].Values[0]).ToDictionary(f => f, f => first[f].Values[0] != 0);
    };

    /// <summary>Types and shapes of every value of a graph, for inputs of one batch and, where given, of another.</summary>
    public static ObservedValues Observe(ModelProto model, IReadOnlyDictionary<string, Feed> inputs, IReadOnlyDictionary<string, Feed>? otherBatch = null)
    {
        var first = Shapes(model, inputs);
        var second = otherBatch is null ? first : Shapes(model, otherBatch);
        return new ObservedValues(first.ToDictionary(v => v.Key, v => new ObservedValue(v.Value.Type,
            [.. v.Value.Dims.Zip(second[v.Key].Dims, (a, b) => a == b ? a : -1)], [.. v.Value.Dims])));
    }

    private static Dictionary<string, (DataType Type, long[] Dims)> Shapes(ModelProto model, IReadOnlyDictionary<string, Feed> inputs)
    {
        var exposed = model.Clone();
        var inner = exposed.Graph.Node.SelectMany(n => n.Output).Where(y => y.Length > 0).Distinct().ToArray();
        exposed.Graph.Output.Clear();
        exposed.Graph.Output.AddRange(inner.Select(name => new ValueInfoProto { Name = name }));
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(exposed), options);
        var values = inputs.Select(i => (i.Key, Value: ToOrt(i.Value))).ToArray();
        using var run = new RunOptions();
        using var results = session.Run(run, [.. values.Select(v => v.Key)], [.. values.Select(v => v.Value)], inner);
        var shapes = new Dictionary<string, (DataType, long[])>();
        foreach (var (name, value) in inner.Zip(results))
        {
            if (!value.IsTensor) continue;
            var info = value.GetTensorTypeAndShape();
            shapes[name] = ((DataType)(int)info.ElementDataType, info.Shape);
        }
        foreach (var (name, feed) in inputs) shapes[name] = (feed.Type, feed.Dims);
        foreach (var initializer in model.Graph.Initializer) shapes[initializer.Name] = ((DataType)initializer.DataType, [.. initializer.Dims]);
        foreach (var (_, value) in values) value.Dispose();
        return shapes;
    }

    private static OrtValue ToOrt(Feed feed) => feed.Type switch
    {
        DataType.Float => OrtValue.CreateTensorValueFromMemory(feed.Values, feed.Dims),
        DataType.Double => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (double)v), feed.Dims),
        DataType.Float16 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (Float16)v), feed.Dims),
        DataType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (long)v), feed.Dims),
        DataType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (int)v), feed.Dims),
        DataType.Bool => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => v != 0), feed.Dims),
        DataType.Int8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (sbyte)v), feed.Dims),
        DataType.Uint8 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(feed.Values, v => (byte)v), feed.Dims),
        _ => throw new NotSupportedException($"Expected a known element type, got {feed.Type}."),
    };

    private static Feed FromOrt(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        float[] values = (DataType)(int)info.ElementDataType switch
        {
            DataType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            DataType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (float)v),
            DataType.Double => Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), v => (float)v),
            DataType.Int64 => Array.ConvertAll(value.GetTensorDataAsSpan<long>().ToArray(), v => (float)v),
            DataType.Int32 => Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), v => (float)v),
            DataType.Bool => Array.ConvertAll(value.GetTensorDataAsSpan<bool>().ToArray(), v => v ? 1f : 0f),
            DataType.Uint8 => Array.ConvertAll(value.GetTensorDataAsSpan<byte>().ToArray(), v => (float)v),
            DataType.Int8 => Array.ConvertAll(value.GetTensorDataAsSpan<sbyte>().ToArray(), v => (float)v),
            var type => throw new NotSupportedException($"Expected a known element type, got {type}."),
        };
        return new Feed(values, info.Shape, (DataType)(int)info.ElementDataType);
    }
}
