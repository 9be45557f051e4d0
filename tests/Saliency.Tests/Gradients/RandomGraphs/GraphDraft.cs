using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Saliency.Numerics;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>What is known of a value of a graph that is being drawn up.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seen">Its numbers for a batch of three.</param>
/// <param name="Dims">Its extents, −1 where they follow the batch.</param>
internal sealed record DraftValue(string Name, Feed Seen, long[] Dims)
{
    public int Rank => Dims.Length;

    public bool IsFloat => Seen.Type == DataType.Float;

    /// <summary>Whether all numbers lie between two bounds.</summary>
    public bool Within(double low, double high) => Seen.Values.All(v => v >= low && v <= high);

    /// <summary>Whether no number is near zero.</summary>
    public bool ClearOfZero => Seen.Values.All(v => Math.Abs(v) > 0.2);
}

/// <summary>A node as <see cref="GraphText"/> reads it, without its outputs' names.</summary>
internal sealed record Proposal(string Node, int Outputs = 1)
{
    public static implicit operator Proposal?(string? node) => node is null ? null : new(node);
}

/// <summary>A graph that grows node by node, as text; ONNX Runtime says of each proposed node whether it is one and what it answers.</summary>
internal sealed class GraphDraft
{
    private readonly List<string> _lines = [];
    private readonly List<string> _proposed = [];
    private readonly List<DraftValue> _values = [];
    private CounterRandom _random;
    private int _next;

    public GraphDraft(int seed)
    {
        _random = new CounterRandom(20, (ulong)seed);
        Opset = 7 + Next(16);
        for (int i = 0, inputs = 1 + Next(2); i < inputs; i++)
        {
            int rank = Among(2, 3, 4, 4, 4, 5);
            long[] dims = [-1, .. Enumerable.Range(1, rank - 1).Select(a => (long)(a == 1 ? Among(1, 2, 3, 4, 4, 6, 8) : Among(1, 2, 3, 4, 5, 5, 6)))];
            if (dims.Aggregate(-1L, (a, b) => a * b) > 150) dims = dims[..3];
            string line = Among("", "", "+", "u", "^", "=") is var range && i == 0 && range == "=" ? "" : range;
            Declare($"x{_next++}", line + Words(dims));
        }
    }

    public int Opset { get; }

    public IReadOnlyList<DraftValue> Values => _values;

    public GraphText Text => new(string.Join('\n', _lines), Opset);

    public int Nodes { get; private set; }

    public int Next(int bound) => _random.NextInt(bound);

    /// <summary>A whole number from low to high, both among them.</summary>
    public int From(int low, int high) => low + Next(high - low + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Among<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>A floating value of the graph, later ones more often, or null where none is suited.</summary>
    public DraftValue? Pick(Func<DraftValue, bool>? suited = null)
    {
        var all = _values.Where(v => v.IsFloat && (suited is null || suited(v))).ToArray();
        return all.Length == 0 ? null : all[Math.Max(Next(all.Length), Next(all.Length))];
    }

    /// <summary>A value of another type, or null where there is none.</summary>
    public DraftValue? PickOf(DataType type, Func<DraftValue, bool>? suited = null)
    {
        var all = _values.Where(v => v.Seen.Type == type && (suited is null || suited(v))).ToArray();
        return all.Length == 0 ? null : all[Next(all.Length)];
    }

    /// <summary>A float tensor of the node that is proposed; its gradient is asked for now and then.</summary>
    public string Weight(ReadOnlySpan<long> dims, string range = "")
    {
        string name = $"{(Chance(0.6) ? "x" : "k")}{_next++}";
        _proposed.Add($"{name}: {range}{(dims.Length == 0 ? "." : string.Join('x', dims.ToArray()))}");
        return name;
    }

    /// <summary>A constant of the node that is proposed, as <see cref="GraphText"/> reads it: <c>i:1,2</c>.</summary>
    public string Constant(string word)
    {
        string name = $"c{_next++}";
        _proposed.Add($"{name}: {word}");
        return name;
    }

    public string Integers(params IEnumerable<long> values) => Constant("i:" + string.Join(',', values));

    public string Index(long value) => Constant($"i0:{value}");

    /// <summary>A node of the proposal whose value the next one reads.</summary>
    public string Step(string node)
    {
        string name = $"v{_next++}";
        _proposed.Add($"{name} = {node}");
        return name;
    }

    /// <summary>The same with several values.</summary>
    public string[] Steps(string node, int outputs)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => $"v{_next++}")];
        _proposed.Add($"{string.Join(", ", names)} = {node}");
        return names;
    }

    /// <summary>Takes a proposed node up if ONNX Runtime runs it at two batches and its numbers are moderate.</summary>
    public bool Try(Func<GraphDraft, Proposal?> propose)
    {
        _proposed.Clear();
        if (propose(this) is not { } proposal) return false;
        string[] names = [.. Enumerable.Range(0, proposal.Outputs).Select(_ => $"v{_next++}")];
        _proposed.Add($"{string.Join(", ", names)} = {proposal.Node}");
        var whole = new GraphText(string.Join('\n', _lines.Concat(_proposed)), Opset);
        string[] made = [.. whole.Build(3).Model.Graph.Node.Skip(Nodes).SelectMany(n => n.Output)];
        Dictionary<string, Feed> three, four;
        try
        {
            (three, four) = (Run(3), Run(4));
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return false;
        }
        if (three.Values.Any(v => v.Values.Length is 0 or > 1500 || v.Values.Any(x => !(Math.Abs(x) < 40)) || v.Dims.Length > 6)) return false;
        _lines.AddRange(_proposed);
        Nodes = whole.Build(3).Model.Graph.Node.Count;
        foreach (string m in made)
            _values.Add(new DraftValue(m, three[m], [.. three[m].Dims.Zip(four[m].Dims, (a, b) => a == b ? a : -1)]));
        return true;

        Dictionary<string, Feed> Run(int batch)
        {
            var (model, feeds) = whole.Build(batch);
            model.Graph.Output.Clear();
            model.Graph.Output.AddRange(made.Select(m => new ValueInfoProto { Name = m }));
            return GraphRunner.Run(model, feeds, made);
        }
    }

    public static string List(params IEnumerable<long> values) => $"[{string.Join(',', values)}]";

    /// <summary>A decimal number between two bounds, as an attribute is written.</summary>
    public string Number(double low, double high) => (low + ((high - low) * _random.NextDouble())).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>Some of the numbers from 0 to count − 1, at least one, in order.</summary>
    public long[] Some(int count, int first = 0)
    {
        long[] some = [.. Enumerable.Range(first, count - first).Where(_ => Chance(0.5)).Select(a => (long)a)];
        return some.Length > 0 ? some : [From(first, count - 1)];
    }

    public long[] Shuffled(IEnumerable<long> values)
    {
        long[] order = [.. values];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    /// <summary>An axis counted from the front, or now and then from the end.</summary>
    public long Axis(long axis, int rank) => Chance(0.3) ? axis - rank : axis;

    private static string Words(long[] dims) => string.Join('x', dims.Select(d => d < 0 ? "B" : d.ToString(CultureInfo.InvariantCulture)));

    private void Declare(string name, string word)
    {
        _lines.Add($"{name}: {word}");
        var three = Text.Build(3).Feeds[name];
        _values.Add(new DraftValue(name, three, [.. three.Dims.Zip(Text.Build(4).Feeds[name].Dims, (a, b) => a == b ? a : -1)]));
    }
}
