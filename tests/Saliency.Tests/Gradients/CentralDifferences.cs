using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Gradients of an untouched model by central differences: in double precision where ONNX Runtime has the kernels, else in float32.</summary>
internal sealed class CentralDifferences : IDisposable
{
    private readonly InferenceSession _session;
    private readonly Dictionary<string, Feed> _weights;

    private CentralDifferences(InferenceSession session, Dictionary<string, Feed> weights, bool isDouble) => (_session, _weights, IsDouble) = (session, weights, isDouble);

    public bool IsDouble { get; }

    public static CentralDifferences Of(ModelProto model)
    {
        var loose = model.Clone();
        var weights = new Dictionary<string, Feed>();
        // Float weights become inputs, so that they can be moved.
        foreach (var weight in loose.Graph.Initializer.Where(i => i.DataType == (int)DataType.Float && i.Name.StartsWith('x')).ToArray())
        {
            weights[weight.Name] = new Feed(weight.Floats()!, [.. weight.Dims]);
            var info = GraphText.Info(weight.Name, DataType.Float);
            info.Type.TensorType.Shape = new TensorShapeProto();
            foreach (long dim in weight.Dims) info.Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dim });
            loose.Graph.Input.Add(info);
            loose.Graph.Initializer.Remove(weight);
        }
        try
        {
            return new CentralDifferences(Open(InDouble(loose)), weights, isDouble: true);
        }
        catch (OnnxRuntimeException)
        {
            return new CentralDifferences(Open(loose), weights, isDouble: false);
        }
    }

    public Dictionary<string, double[]> Outputs(IReadOnlyDictionary<string, Feed> feeds, string[] outputs) => Run(Doubles(feeds), outputs);

    /// <summary>The gradient of Σ cotangent·output by one value, of fourth order: (8(f₊₁ − f₋₁) − (f₊₂ − f₋₂)) / 12h.</summary>
    public double[] Gradient(IReadOnlyDictionary<string, Feed> feeds, string by, IReadOnlyDictionary<string, float[]> cotangents, double step)
    {
        var values = Doubles(feeds);
        double[] x = values[by].Values;
        var gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double kept = x[i];
            gradient[i] = ((8 * (At(1) - At(-1))) - (At(2) - At(-2))) / (12 * step);
            x[i] = kept;

            double At(int steps)
            {
                // The value that float32 really takes is what counts; steps are powers of two, so that the difference is exact.
                x[i] = kept + (steps * step);
                return Run(values, [.. cotangents.Keys]).Sum(y => y.Value.Zip(cotangents[y.Key], (a, b) => a * b).Sum());
            }
        }
        return gradient;
    }

    public void Dispose() => _session.Dispose();

    private Dictionary<string, (double[] Values, long[] Dims, DataType Type)> Doubles(IReadOnlyDictionary<string, Feed> feeds) =>
        feeds.Concat(_weights).ToDictionary(f => f.Key, f => (Array.ConvertAll(f.Value.Values, v => (double)v), f.Value.Dims, f.Value.Type));

    private Dictionary<string, double[]> Run(Dictionary<string, (double[] Values, long[] Dims, DataType Type)> values, string[] outputs)
    {
        var inputs = values.Where(v => _session.InputMetadata.ContainsKey(v.Key)).Select(v => (v.Key, Value: IsDouble
            ? OrtValue.CreateTensorValueFromMemory(v.Value.Values, v.Value.Dims)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(v.Value.Values, d => (float)d), v.Value.Dims))).ToArray();
        using var run = new RunOptions();
        using var results = _session.Run(run, [.. inputs.Select(v => v.Key)], [.. inputs.Select(v => v.Value)], outputs);
        foreach (var (_, value) in inputs) value.Dispose();
        return outputs.Zip(results).ToDictionary(r => r.First, r => (DataType)(int)r.Second.GetTensorTypeAndShape().ElementDataType == DataType.Double
            ? r.Second.GetTensorDataAsSpan<double>().ToArray()
            : Array.ConvertAll(r.Second.GetTensorDataAsSpan<float>().ToArray(), v => (double)v));
    }

    private static InferenceSession Open(ModelProto model)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
        return new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(model), options);
    }

    private static ModelProto InDouble(ModelProto model)
    {
        var copy = model.Clone();
        foreach (var input in copy.Graph.Input) input.Type.TensorType.ElemType = (int)DataType.Double;
        foreach (var weight in copy.Graph.Initializer.Where(i => i.DataType == (int)DataType.Float))
        {
            weight.DoubleData.AddRange(weight.Floats()!.Select(f => (double)f));
            weight.ClearRawData();
            weight.FloatData.Clear();
            weight.DataType = (int)DataType.Double;
        }
        return copy;
    }
}
