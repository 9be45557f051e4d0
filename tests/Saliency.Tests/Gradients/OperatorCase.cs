using System.Globalization;
using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>One operator with its inputs and attributes in one line of text, and the check of its gradients against central differences.</summary>
/// <remarks>
/// Inputs are words: <c>Bx3x4</c> a graph input with a dynamic batch axis, <c>2x3</c> a weight; before it <c>+</c> for positive values,
/// <c>u</c> for values in (−0.9, 0.9), <c>=</c> (weights only) for a float constant whose gradient is not asked for. <c>i:1,2</c> a vector of integers, <c>i0:1</c> an
/// integer without axes, <c>i[2x1]:0,1</c> with a shape, <c>f:</c>, <c>f0:</c>, <c>f[2x2]:</c> the same of floats, <c>b:1,0</c> of flags; <c>-</c> an input left out.
/// Attributes are words: <c>alpha=0.5 axis=1 pads=[1,1] mode=linear</c>; a number with a point is a float.
/// </remarks>
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
        foreach (string word in Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) node.Attribute.Add(Attribute(word));
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
            if (word.Contains(':'))
            {
                graph.Initializer.Add(Given(name, word));
                continue;
            }
            string shape = word.TrimStart('+', 'u', '=');
            bool dynamic = shape.Contains('B');
            string[] extents = shape == "." ? [] : shape.Split('x');
            long[] dims = [.. extents.Select(e => e == "B" ? batch : long.Parse(e, CultureInfo.InvariantCulture))];
            var values = Ramp((int)dims.Aggregate(1L, (a, b) => a * b), number, word[0]);
            if (word[0] != '=') wanted.Add(name);
            if (dynamic) feeds[name] = new Feed(values, dims);
            else graph.Initializer.Add(Tensors.Make(name, values, dims));
            if (!dynamic) continue;
            var info = Info(name, DataType.Float);
            info.Type.TensorType.Shape = new TensorShapeProto();
            foreach (string e in extents)
                info.Type.TensorType.Shape.Dim.Add(e == "B" ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = long.Parse(e, CultureInfo.InvariantCulture) });
            graph.Input.Add(info);
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
                var (outputs, cotangents, gradients) = differentiated.Run(feeds, SeedOf);
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

    /// <summary>What arrives at an output: numbers without a pattern, none of them small.</summary>
    public static float[] SeedOf(int count) => [.. Enumerable.Range(0, count).Select(i => (float)(((i % 2 == 0) ? 1 : -0.7) * (0.4 + (0.6 * Fraction(i * 0.7548776662)))))];

    /// <summary>A shuffled ramp: distinct values at equal distances, none of them near zero or a whole or a half.</summary>
    public static float[] Ramp(int count, int seed, char range = ' ')
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        double low = range == '+' ? 0.3 : range == 'u' ? -0.9 : -1.6, high = range == '+' ? 2.4 : range == 'u' ? 0.9 : 1.6;
        return [.. order.Select(o => (float)Clear(low + ((high - low) * (o + 0.37) / count)))];
    }

    // Kinks of the tested functions lie at multiples of a quarter; steps of the differences stay below a thirtieth.
    private static double Clear(double value)
    {
        double near = Math.Round(value * 4) / 4;
        double off = value - near;
        return Math.Abs(off) < 0.04 ? near + (off < 0 ? -0.04 + (off * 0.1) : 0.04 + (off * 0.1)) : value;
    }

    private static double Fraction(double value) => value - Math.Floor(value);

    private static TensorProto Given(string name, string word)
    {
        int colon = word.IndexOf(':');
        string kind = word[..colon];
        string[] texts = word[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        long[] dims = kind.Contains('[') ? [.. kind[(kind.IndexOf('[') + 1)..^1].Split('x').Select(long.Parse)] : kind.EndsWith('0') ? [] : [texts.Length];
        return kind[0] switch
        {
            'i' => Tensors.Make(name, texts.Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray(), dims),
            'b' => Tensors.Make(name, DataType.Bool, texts.Select(byte.Parse).ToArray(), dims),
            'u' => Tensors.Make(name, DataType.Uint8, texts.Select(byte.Parse).ToArray(), dims),
            's' => Tensors.Make(name, DataType.Int8, texts.Select(t => (byte)sbyte.Parse(t, CultureInfo.InvariantCulture)).ToArray(), dims),
            _ => Tensors.Make(name, texts.Select(t => float.Parse(t, CultureInfo.InvariantCulture)).ToArray(), dims),
        };
    }

    private static AttributeProto Attribute(string word)
    {
        string name = word[..word.IndexOf('=')], text = word[(word.IndexOf('=') + 1)..];
        static float Number(string t) => float.Parse(t, CultureInfo.InvariantCulture);
        static long Whole(string t) => long.Parse(t, CultureInfo.InvariantCulture);
        if (text.StartsWith('['))
        {
            string[] texts = text[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            return NodeAttributes.Make(name, text.Contains('.') ? Array.ConvertAll(texts, Number) : Array.ConvertAll(texts, Whole));
        }
        bool number = text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' && !text.StartsWith("->", StringComparison.Ordinal)) && !text.Any(char.IsAsciiLetter);
        return NodeAttributes.Make(name, !number ? text : text.Contains('.') ? (object)Number(text) : Whole(text));
    }

    internal static ValueInfoProto Info(string name, DataType type) => new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)type } } };
}
