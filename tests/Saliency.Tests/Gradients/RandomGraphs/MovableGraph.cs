using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>An untouched graph in which inputs, weights and inner values can be moved, in double precision wherever ONNX Runtime has the kernel: around the others are casts.</summary>
internal sealed partial class MovableGraph : IDisposable
{
    /// <summary>Operators that ONNX Runtime takes apart before it looks for kernels; what it then misses bears no name.</summary>
    private static readonly string[] s_functions = ["MeanVarianceNormalization", "HardSwish", "Mish", "Gelu", "GroupNormalization", "Celu"];

    private static readonly ConcurrentDictionary<string, bool> s_floatOnly = new();

    private readonly InferenceSession _session;
    private readonly Dictionary<string, Feed> _weights;
    private readonly string[] _inner;

    private MovableGraph(InferenceSession session, Dictionary<string, Feed> weights, string[] inner, bool isDouble) => (_session, _weights, _inner, IsDouble) = (session, weights, inner, isDouble);

    /// <summary>Whether no value was rounded to float32 on the way.</summary>
    public bool IsDouble { get; }

    /// <param name="model">Stays as it is.</param>
    /// <param name="observed">The types of its values.</param>
    /// <param name="movable">Inputs, weights and inner values.</param>
    public static MovableGraph Of(ModelProto model, ObservedValues observed, IReadOnlyCollection<string> movable)
    {
        long opset = model.OpsetImport[0].Version;
        while (true)
        {
            var copy = model.Clone();
            string[] inner = [.. copy.Graph.Node.SelectMany(n => n.Output).Where(movable.Contains)];
            foreach (string name in inner) AddMove(copy.Graph, name);
            var weights = Loosen(copy.Graph, movable);
            bool isDouble = Widen(copy, observed, inner, op => s_functions.Contains(op) || s_floatOnly.ContainsKey($"{op} {opset}"));
            try
            {
                using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
                return new MovableGraph(new InferenceSession(Google.Protobuf.MessageExtensions.ToByteArray(copy), options), weights, inner, isDouble);
            }
            catch (OnnxRuntimeException e) when (NodeName().Match(e.Message) is { Success: true } match
                && model.Graph.Node.FirstOrDefault(n => n.Name == match.Value) is { } node && s_floatOnly.TryAdd($"{node.OpType} {opset}", true))
            {
                // Once more, with a cast around this operator.
            }
        }
    }

    /// <summary>What the graph answers where some values are moved by so much.</summary>
    public Dictionary<string, double[]> Run(IReadOnlyDictionary<string, Feed> feeds, IReadOnlyDictionary<string, long[]> shapes, IReadOnlyCollection<string> outputs, IReadOnlyDictionary<string, double[]> moves)
    {
        var inputs = new Dictionary<string, OrtValue>();
        foreach (var (name, feed) in feeds.Concat(_weights))
            inputs[name] = OrtValue.CreateTensorValueFromMemory(moves.TryGetValue(name, out var by) ? [.. feed.Values.Zip(by, (v, d) => v + d)] : Array.ConvertAll(feed.Values, v => (double)v), feed.Dims);
        foreach (string name in _inner)
            inputs[Delta(name)] = OrtValue.CreateTensorValueFromMemory(moves.TryGetValue(name, out var by) ? by : new double[shapes[name].Aggregate(1L, (a, b) => a * b)], shapes[name]);
        try
        {
            using var run = new RunOptions();
            using var results = _session.Run(run, inputs, [.. outputs.Select(o => _inner.Contains(o) ? Moved(o) : o)]);
            return outputs.Zip(results).ToDictionary(r => r.First, r => r.Second.GetTensorDataAsSpan<double>().ToArray());
        }
        finally
        {
            foreach (var value in inputs.Values) value.Dispose();
        }
    }

    public void Dispose() => _session.Dispose();

    private static string Delta(string name) => name + "/move";

    private static string Moved(string name) => name + "/moved";

    // All who read the value read its sum with an input.
    private static void AddMove(GraphProto graph, string name)
    {
        foreach (var node in graph.Node)
            for (int i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == name) node.Input[i] = Moved(name);
        int at = graph.Node.Select((n, i) => (n, i)).First(p => p.n.Output.Contains(name)).i;
        foreach (var output in graph.Output)
            if (output.Name == name) output.Name = Moved(name);
        graph.Node.Insert(at + 1, new NodeProto { OpType = "Add", Name = Moved(name), Input = { name, Delta(name) }, Output = { Moved(name) } });
        graph.Input.Add(GraphText.Info(Delta(name), DataType.Float));
    }

    // Weights that move become inputs.
    private static Dictionary<string, Feed> Loosen(GraphProto graph, IReadOnlyCollection<string> movable)
    {
        var weights = new Dictionary<string, Feed>();
        foreach (var weight in graph.Initializer.Where(i => movable.Contains(i.Name)).ToArray())
        {
            weights[weight.Name] = new Feed(weight.Floats()!, [.. weight.Dims]);
            graph.Input.Add(GraphText.Info(weight.Name, DataType.Float));
            graph.Initializer.Remove(weight);
        }
        return weights;
    }

    /// <summary>Makes every float a double; true where all operators take them.</summary>
    private static bool Widen(ModelProto model, ObservedValues observed, string[] inner, Func<string, bool> floatOnly)
    {
        var graph = model.Graph;
        var moved = inner.SelectMany(i => (string[])[Delta(i), Moved(i)]).ToHashSet();
        bool IsFloat(string value) => moved.Contains(value) || observed.Find(value)?.Type == DataType.Float;
        foreach (var input in graph.Input) input.Type = GraphText.Info(input.Name, DataType.Double).Type;
        foreach (var weight in graph.Initializer.Where(i => i.DataType == (int)DataType.Float))
        {
            weight.DoubleData.AddRange(weight.Floats()!.Select(f => (double)f));
            weight.ClearRawData();
            weight.FloatData.Clear();
            weight.DataType = (int)DataType.Double;
        }
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        bool all = true;
        foreach (var node in nodes)
        {
            if (node.OpType == "Cast" && node.Int("to", 0) == (int)DataType.Float) node.Set("to", (long)DataType.Double);
            bool narrow = floatOnly(node.OpType) && node.Input.Any(x => x.Length > 0 && IsFloat(x));
            all &= !narrow;
            if (narrow)
            {
                for (int i = 0; i < node.Input.Count; i++)
                    if (node.Input[i].Length > 0 && IsFloat(node.Input[i])) node.Input[i] = Cast(node.Input[i], $"{node.Input[i]}/narrow {node.Name} {i}", DataType.Float);
            }
            graph.Node.Add(node);
            for (int i = 0; narrow && i < node.Output.Count; i++)
            {
                if (!IsFloat(node.Output[i])) continue;
                string wide = node.Output[i];
                node.Output[i] += "/narrow";
                Cast(node.Output[i], wide, DataType.Double);
            }
        }
        return all;

        string Cast(string from, string to, DataType type)
        {
            var cast = new NodeProto { OpType = "Cast", Name = to, Input = { from }, Output = { to } };
            cast.Set("to", (long)type);
            graph.Node.Add(cast);
            return to;
        }
    }

    [GeneratedRegex("node v[0-9, v]*[0-9]")]
    private static partial Regex NodeName();
}
