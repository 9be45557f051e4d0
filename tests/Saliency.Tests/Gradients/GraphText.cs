using System.Globalization;
using System.Runtime.InteropServices;
using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Small graphs as text, a line each: <c>x: Bx3x4</c> declares a value, <c>y, z = TopK(x, k) axis=1</c> adds a node.</summary>
/// <remarks>
/// A value is a word: <c>Bx3x4</c> a graph input with a dynamic batch axis, <c>2x3</c> a weight; before it <c>+</c> for positive values, <c>n</c> for negative ones,
/// <c>u</c> for values in (−0.9, 0.9), <c>^</c> above 1.2, <c>*</c> in (−5, 5), <c>=</c> for one whose gradient is not asked for; <c>.</c> a weight without axes. <c>i:1,2</c> a vector of integers,
/// <c>i0:1</c> an integer without axes, <c>i[2x1]:0,1</c> with a shape; in the same way <c>f</c> floats, <c>b</c> flags, <c>u</c> unsigned and <c>s</c> signed bytes, <c>U</c> and <c>S</c> the same of 16 bits, <c>l</c> int32.
/// Attributes are words: <c>alpha=0.5 axis=1 pads=[1,1] mode=linear</c>; a number with a point is a float.
/// </remarks>
public sealed record GraphText(string Text, int Opset = 18)
{
    /// <summary>The model, and what goes in for the given number of images. Outputs are the values that no node reads.</summary>
    internal (ModelProto Model, Dictionary<string, Feed> Feeds) Build(int batch)
    {
        var (model, feeds, _) = Read(batch);
        return (model, feeds);
    }

    /// <summary>Checks the gradients of all inputs that ask for one, and of weights whose names begin with x.</summary>
    public void AssertGradients() => GradientCheck.AssertGradients(Read);

    public override string ToString() => Text.Replace("\n", "; ");

    private (ModelProto Model, Dictionary<string, Feed> Feeds, string[] WithRespectTo) Read(int batch)
    {
        var graph = new GraphProto { Name = "text" };
        var feeds = new Dictionary<string, Feed>();
        var wanted = new List<string>();
        foreach (string line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals < 0)
            {
                string[] declaration = line.Split(": ");
                if (Declare(graph, feeds, declaration[0], declaration[1], batch)) wanted.Add(declaration[0]);
                continue;
            }
            int open = line.IndexOf('('), close = line.IndexOf(')');
            string[] op = line[(equals + 3)..open].Split(':');
            var node = new NodeProto { OpType = op[^1], Domain = op.Length > 1 ? op[0] : "", Name = "node " + line[..equals] };
            node.Output.AddRange(line[..equals].Split(", ").Select(y => y == "-" ? "" : y));
            node.Input.AddRange(line[(open + 1)..close].Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(x => x == "-" ? "" : x));
            foreach (string word in line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)) node.Attribute.Add(Attribute(word));
            graph.Node.Add(node);
        }
        var read = graph.Node.SelectMany(n => n.Input).ToHashSet();
        graph.Output.AddRange(graph.Node.SelectMany(n => n.Output).Where(y => y.Length > 0 && !read.Contains(y)).Select(y => new ValueInfoProto { Name = y }));
        return (Model(graph, Opset), feeds, [.. wanted.Where(x => x.StartsWith('x'))]);
    }

    /// <summary>The model with its backward pass, for every batch.</summary>
    internal DifferentiatedGraph Differentiate(string[] outputs, string[] withRespectTo, RuleTable? rules = null)
    {
        var (model, feeds) = Build(3);
        return DifferentiatedGraph.Of(model, feeds, Build(4).Feeds, outputs, withRespectTo, rules ?? RuleTable.Standard);
    }

    internal static ModelProto Model(GraphProto graph, int opset) => new()
    {
        IrVersion = 8,
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Version = opset }, new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 } },
    };

    /// <summary>Adds a graph input, a weight or a constant; true where its gradient is asked for.</summary>
    internal static bool Declare(GraphProto graph, Dictionary<string, Feed> feeds, string name, string word, int batch)
    {
        if (word.Contains(':'))
        {
            graph.Initializer.Add(Given(name, word));
            return false;
        }
        string shape = word.TrimStart('+', 'n', 'u', '=', '^', '*');
        string[] extents = shape == "." ? [] : shape.Split('x');
        long[] dims = [.. extents.Select(e => e == "B" ? batch : long.Parse(e, CultureInfo.InvariantCulture))];
        var values = Ramp((int)dims.Aggregate(1L, (a, b) => a * b), graph.Initializer.Count + graph.Input.Count + 1, word[0]);
        if (!shape.Contains('B'))
        {
            graph.Initializer.Add(TensorData.Floats(name, dims, values));
            return word[0] != '=';
        }
        feeds[name] = new Feed(values, dims);
        var info = Info(name, DataType.Float);
        info.Type.TensorType.Shape = new TensorShapeProto();
        foreach (string e in extents)
            info.Type.TensorType.Shape.Dim.Add(e == "B" ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = long.Parse(e, CultureInfo.InvariantCulture) });
        graph.Input.Add(info);
        return word[0] != '=';
    }

    /// <summary>What arrives at an output: numbers without a pattern, none of them small.</summary>
    public static float[] SeedOf(int count) => [.. Enumerable.Range(0, count).Select(i => (float)(((i % 2 == 0) ? 1 : -0.7) * (0.4 + (0.6 * Fraction(i * 0.7548776662)))))];

    /// <summary>A shuffled ramp: distinct values at equal distances, none of them near zero or a whole or a half.</summary>
    public static float[] Ramp(int count, int seed, char range = ' ')
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        var (low, high) = range switch { '+' => (0.3, 2.4), 'n' => (-2.4, -0.3), 'u' => (-0.9, 0.9), '^' => (1.2, 2.8), '*' => (-5, 5), _ => (-1.6, 1.6) };
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
            'i' => TensorData.Integers(name, dims, texts.Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray()),
            'b' => TensorData.Make(name, DataType.Bool, dims, texts.Select(byte.Parse).ToArray()),
            'u' => TensorData.Make(name, DataType.Uint8, dims, texts.Select(byte.Parse).ToArray()),
            'l' => TensorData.Make(name, DataType.Int32, dims, MemoryMarshal.AsBytes<int>(texts.Select(t => int.Parse(t, CultureInfo.InvariantCulture)).ToArray())),
            'U' => TensorData.Make(name, DataType.Uint16, dims, MemoryMarshal.AsBytes<ushort>(texts.Select(ushort.Parse).ToArray())),
            'S' => TensorData.Make(name, DataType.Int16, dims, MemoryMarshal.AsBytes<short>(texts.Select(t => short.Parse(t, CultureInfo.InvariantCulture)).ToArray())),
            's' => TensorData.Make(name, DataType.Int8, dims, texts.Select(t => (byte)sbyte.Parse(t, CultureInfo.InvariantCulture)).ToArray()),
            _ => TensorData.Floats(name, dims, texts.Select(t => float.Parse(t, CultureInfo.InvariantCulture)).ToArray()),
        };
    }

    internal static AttributeProto Attribute(string word)
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
