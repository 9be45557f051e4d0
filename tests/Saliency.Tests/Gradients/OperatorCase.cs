using System.Globalization;
using Saliency.Gradients;
using Saliency.Onnx;

namespace Saliency.Tests.Gradients;

/// <summary>One operator with its inputs and attributes in one line of text, and the check of its gradients against central differences.</summary>
/// <remarks>Inputs and attributes are words as <see cref="GraphText"/> reads them; <c>-</c> is an input left out.</remarks>
public sealed record OperatorCase(string Operator, string Inputs, string Attributes = "", int Opset = 18, int Outputs = 1)
{
    private const int Batch = 3;

    /// <summary>The fourth-order formula errs by step⁴·f⁽⁵⁾/30, some 1e-11 here; what remains is the rounding of the float32 gradient itself, a few 1e-6 of the greatest entry,
    /// and some double kernels that round to float32 within.</summary>
    private const double DoubleStep = 1.0 / 256, DoubleTolerance = 1e-4;

    /// <summary>In float32 an output of size 1 is known to 6e-8; over a step of 2⁻⁶ that leaves 6e-6 times the root of the number of outputs, which reaches a few hundred and
    /// has values of up to ten.</summary>
    private const double FloatStep = 1.0 / 64, FloatTolerance = 2e-3;

    public override string ToString() => $"{Operator} {Inputs} {Attributes} opset {Opset}".Replace("  ", " ").Replace('"', '\'');

    /// <summary>The model, and what goes in for the given number of images.</summary>
    internal (ModelProto Model, Dictionary<string, Feed> Feeds, string[] WithRespectTo) Build(int batch)
    {
        string[] op = Operator.Split(':');
        var node = new NodeProto { OpType = op[^1], Domain = op.Length > 1 ? op[0] : "", Name = "subject" };
        foreach (string word in Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) node.Attribute.Add(GraphText.Attribute(word));
        var graph = new GraphProto { Name = "case", Node = { node } };
        var feeds = new Dictionary<string, Feed>();
        var wanted = new List<string>();
        int number = 0;
        foreach (string word in Inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = $"x{number++}";
            if (word == "-")
            {
                node.Input.Add("");
                continue;
            }
            node.Input.Add(name);
            if (GraphText.Declare(graph, feeds, name, word, batch)) wanted.Add(name);
        }
        for (int i = 0; i < Outputs; i++) node.Output.Add($"y{i}");
        graph.Output.AddRange(node.Output.Select(y => new ValueInfoProto { Name = y }));
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = Opset }, new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 } } };
        return (model, feeds, [.. wanted]);
    }

    /// <summary>Fails unless the differentiated graph still computes the outputs, and its gradients are the central differences of the untouched operator, for a batch of
    /// three and of one, by one and the same graph.</summary>
    public void AssertGradients()
    {
        var (model, three, wanted) = Build(Batch);
        var differentiated = DifferentiatedGraph.Of(model, three, Build(Batch + 1).Feeds, ["y0", "y1", "y2"], wanted, RuleTable.Standard);
        Assert.Multiple(() =>
        {
            foreach (int batch in (int[])[Batch, 1])
            {
                var feeds = Build(batch).Feeds;
                var (outputs, cotangents, gradients) = differentiated.Run(feeds, GraphText.SeedOf);
                using var plain = CentralDifferences.Of(model);
                foreach (var (name, expected) in plain.Outputs(feeds, [.. outputs.Keys]))
                    Assert.That(Worst(expected, Array.ConvertAll(outputs[name].Values, v => (double)v)), Is.LessThan(FloatTolerance / 10), () => $"batch {batch}: forward {name}");
                double step = plain.IsDouble ? DoubleStep : FloatStep, tolerance = plain.IsDouble ? DoubleTolerance : FloatTolerance;
                foreach (string x in wanted)
                {
                    var expected = plain.Gradient(feeds, x, cotangents, step);
                    double[] got = gradients.TryGetValue(x, out var feed) ? Array.ConvertAll(feed.Values, v => (double)v) : new double[expected.Length];
                    // A kink within the step's reach shows by shorter steps giving another answer; the shorter one then counts.
                    foreach (double shorter in (double[])[step / 8, step / 64])
                        if (!(Worst(expected, got) < tolerance)) expected = plain.Gradient(feeds, x, cotangents, shorter);
                    Assert.That(Worst(expected, got), Is.LessThan(tolerance), () => $"batch {batch}: gradient of {x}; expected {Show(expected)}, got {Show(got)}");
                }
            }
        });
    }

    private static string Show(double[] values) => string.Join(' ', values.Take(12).Select(v => v.ToString("G4", CultureInfo.InvariantCulture)));

    /// <summary>The greatest error as a share of the greatest expected value, or of 1 where that is more.</summary>
    private static double Worst(double[] expected, double[] got)
    {
        if (expected.Length != got.Length) return double.PositiveInfinity;
        double scale = expected.Select(Math.Abs).Append(1).Max(), worst = 0;
        for (int i = 0; i < got.Length; i++)
        {
            double error = Math.Abs(expected[i] - got[i]);
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            worst = Math.Max(worst, error);
        }
        return worst / scale;
    }
}
