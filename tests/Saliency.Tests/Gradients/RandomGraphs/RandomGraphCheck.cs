using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Saliency.Gradients;
using Saliency.Numerics;
using Saliency.Onnx;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Holds the gradients of one graph against differences of the graph as it was, along random directions.</summary>
internal sealed class RandomGraphCheck
{
    private readonly GraphText _text;
    private readonly ModelProto _model;
    private readonly string[] _outputs;
    private readonly string[] _wanted;
    private CounterRandom _random;

    private RandomGraphCheck(GraphText text, int seed)
    {
        _text = text;
        _random = new CounterRandom(21, (ulong)seed);
        (_model, var feeds) = text.Build(3);
        var observed = GraphRunner.Observe(_model, feeds);
        string[] inner = [.. _model.Graph.Node.SelectMany(n => n.Output).Where(y => observed.Find(y) is { IsFloating: true })];
        string[] leaves = [.. _model.Graph.Output.Select(o => o.Name).Where(inner.Contains)];
        // Some inner values are answered as well, and some differentiated by.
        _outputs = [.. inner.Where(y => leaves.Contains(y) || _random.NextInt(8) == 0)];
        _model.Graph.Output.Clear();
        _model.Graph.Output.AddRange(_outputs.Select(o => new ValueInfoProto { Name = o }));
        _wanted = [.. _model.Graph.Input.Select(i => i.Name), .. _model.Graph.Initializer.Select(i => i.Name).Where(x => x[0] == 'x'), .. inner.Where(_ => _random.NextInt(5) == 0)];
    }

    /// <summary>What is wrong with the gradients.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Directions that were held against differences.</summary>
    public int Directions { get; private set; }

    /// <summary>Directions along which the graph has a kink, which say nothing.</summary>
    public int Kinks { get; private set; }

    /// <summary>The operators for which the graph was refused.</summary>
    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public static RandomGraphCheck Of(GraphText text, int seed)
    {
        var check = new RandomGraphCheck(text, seed);
        try
        {
            check.Run();
        }
        catch (UnsupportedOperatorException e)
        {
            check.Refusals = [.. e.Nodes.Select(n => n.Operator)];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            check.Failures.Add(e.ToString());
        }
        return check;
    }

    private void Run()
    {
        var feeds = _text.Build(3).Feeds;
        var differentiated = DifferentiatedGraph.Of(_model, feeds, _text.Build(4).Feeds, _outputs, _wanted, RuleTable.Standard);
        var observed = GraphRunner.Observe(_model, feeds, _text.Build(4).Feeds);
        using var plain = MovableGraph.Of(_model, observed, _wanted);
        var three = Check("batch 3", feeds);
        var first = feeds.ToDictionary(f => f.Key, f => Slice(f.Value, 0));
        if (Observed(first) is not { } single || !_model.Graph.Node.SelectMany(n => n.Output).All(v => Follows(observed[v], single[v]))) return;
        // Where the batch itself was summed, one image may be no argument of a logarithm.
        if (!GraphRunner.Run(_model, first, _outputs).Values.All(y => y.Values.All(v => Math.Abs(v) < 1000))) return;
        var one = Check("batch 1", first);
        if (!IsSeparate(feeds, three.Outputs, one.Outputs)) return;
        foreach (string x in feeds.Keys)
            if (three.Gradients.TryGetValue(x, out var batch) && Worst(Slice(batch, 0).Values, one.Gradients[x].Values) > 1e-4) Failures.Add($"gradient of {x}: image 0 alone and in a batch differ");

        (Dictionary<string, Feed> Outputs, Dictionary<string, Feed> Gradients) Check(string batch, Dictionary<string, Feed> inputs)
        {
            var (outputs, cotangents, gradients) = differentiated.Run(inputs, GraphText.SeedOf);
            var seen = Observed(inputs)!;
            var differences = new Differences(plain, inputs, _wanted.ToDictionary(w => w, w => seen[w].Dims.ToArray()), cotangents);
            foreach (var (name, expected) in GraphRunner.Run(_model, inputs, _outputs))
                if (!(Worst(expected.Values, outputs[name].Values) < 1e-4)) Failures.Add($"{batch}: forward {name}");
            foreach (string x in _wanted)
            {
                if (gradients.TryGetValue(x, out var g) && !g.Dims.SequenceEqual(seen[x].Dims)) Failures.Add($"{batch}: the gradient of {x} has the shape {string.Join('x', g.Dims)}");
                long count = seen[x].Dims.Aggregate(1L, (a, b) => a * b);
                double[] gradient = g is null ? new double[count] : Array.ConvertAll(g.Values, v => (double)v);
                for (int k = 0; k < 2 && gradient.Length == count; k++) Compare($"{batch}: gradient of {x}", differences, x, gradient);
            }
            return (outputs, gradients);
        }
    }

    private void Compare(string what, Differences differences, string x, double[] gradient)
    {
        double[] direction = [.. gradient.Select(_ => _random.NextInt(2) * 2 - 1.0)];
        double got = gradient.Zip(direction, (g, d) => g * d).Sum(), scale = Math.Max(differences.LeastScale, Math.Sqrt(gradient.Sum(g => g * g)));
        Directions++;
        double[] expected = differences.Along(x, direction);
        if (expected.Any(e => Math.Abs(e - got) <= differences.Tolerance * scale)) return;
        if (differences.IsKink(x, direction, expected, scale))
        {
            Kinks++;
            return;
        }
        Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {string.Join(' ', expected.Select(e => e.ToString("G6", CultureInfo.InvariantCulture)))}, got {got:G6}, of a length of {scale:G4}"));
    }

    /// <summary>Types and shapes for these inputs; null where the graph runs for other batches only.</summary>
    private ObservedValues? Observed(Dictionary<string, Feed> inputs)
    {
        try
        {
            return GraphRunner.Observe(_model, inputs);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>Whether an axis that was as long at batches of three and four still is.</summary>
    private static bool Follows(ObservedValue expected, ObservedValue single) => expected.Dims.Length == single.Dims.Length && expected.Dims.Zip(single.Dims).All(d => d.First == d.Second || d.First < 0);

    /// <summary>Whether image 0 is answered as if it were alone, and the others as if it were not there.</summary>
    private bool IsSeparate(Dictionary<string, Feed> feeds, Dictionary<string, Feed> three, Dictionary<string, Feed> one)
    {
        if (three.Any(y => y.Value.Dims is not [3, ..] || one[y.Key].Dims is not [1, ..] || !(Worst(Slice(y.Value, 0).Values, one[y.Key].Values) < 1e-5))) return false;
        var other = feeds.ToDictionary(f => f.Key, f => f.Value with { Values = [.. Slice(f.Value, 1).Values, .. f.Value.Values.Skip(f.Value.Values.Length / 3)] });
        return GraphRunner.Run(_model, other, _outputs).All(y => Enumerable.Range(1, 2).All(i => Slice(y.Value, i).Values.SequenceEqual(Slice(three[y.Key], i).Values)));
    }

    private static Feed Slice(Feed batch, int image)
    {
        int each = batch.Values.Length / (int)batch.Dims[0];
        return new Feed(batch.Values[(image * each)..((image + 1) * each)], [1, .. batch.Dims[1..]]);
    }

    private static double Worst(float[] expected, float[] got) =>
        expected.Length != got.Length ? double.PositiveInfinity : expected.Zip(got, (a, b) => Math.Abs((double)a - b)).DefaultIfEmpty().Max() / expected.Select(Math.Abs).Append(1).Max();
}
