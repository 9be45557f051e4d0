using Google.Protobuf;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;
using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Writes small ONNX models, operator by operator. Values are named after their operator unless a name is given.</summary>
internal sealed class OnnxGraphBuilder
{
    private readonly GraphProto _graph = new() { Name = "built" };
    private readonly Dictionary<string, int> _counts = [];
    private readonly ModelProto _model;

    public OnnxGraphBuilder(int opset = 17, int irVersion = 8)
    {
        _model = new ModelProto { IrVersion = irVersion, ProducerName = "tests", Graph = _graph };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    public GraphProto Graph => _graph;

    public ModelProto Model => _model;

    /// <summary>A graph input; text dims are symbolic, null dims give no shape.</summary>
    public string Input(string name, DataType type, params object[]? dims)
    {
        _graph.Input.Add(Value(name, type, dims));
        return name;
    }

    public OnnxGraphBuilder Output(string name, DataType type = DataType.Float, params object[]? dims)
    {
        _graph.Output.Add(Value(name, type, dims is { Length: 0 } ? null : dims));
        return this;
    }

    public string Floats(string name, long[] dims, params float[] values)
    {
        _graph.Initializer.Add(TensorData.Floats(name, dims, values));
        return name;
    }

    /// <summary>Weights of −1..1 that depend on the seed alone.</summary>
    public string Weights(string name, int seed, params long[] dims)
    {
        var random = new Random(seed);
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (2 * random.NextSingle()) - 1;
        return Floats(name, dims, values);
    }

    public string Integers(string name, params long[] values)
    {
        _graph.Initializer.Add(TensorData.Integers(name, values));
        return name;
    }

    /// <summary>A node of one output.</summary>
    public string Node(string op, string[] inputs, params AttributeProto[] attributes) => Named(Next(op), op, inputs, attributes);

    /// <summary>A node of one output with a name of its own.</summary>
    public string Named(string output, string op, string[] inputs, params AttributeProto[] attributes)
    {
        _graph.Node.Add(Nodes.Make(op, inputs, [output], attributes));
        return output;
    }

    public string Conv(string x, int seed, int inChannels, int outChannels, int kernel = 3, int stride = 1)
    {
        string w = Weights(Next("w"), seed, outChannels, inChannels, kernel, kernel);
        long pad = kernel / 2;
        return Node("Conv", [x, w], Nodes.Integers("kernel_shape", kernel, kernel), Nodes.Integers("strides", stride, stride), Nodes.Integers("pads", pad, pad, pad, pad));
    }

    public OnnxGraphBuilder Metadata(string key, string value)
    {
        _model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return this;
    }

    public byte[] Bytes() => _model.ToByteArray();

    /// <summary>A small classifier: two convolutions, pooling, a linear layer.</summary>
    public static OnnxGraphBuilder Classifier(object batch, int size = 8, int classes = 5, string input = "image", string output = "scores")
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input(input, DataType.Float, batch, 3, size, size);
        string a = b.Node("Relu", [b.Conv(x, 1, 3, 4)]);
        string f = b.Named("features", "Relu", [b.Conv(a, 2, 4, 6, stride: 2)]);
        string p = b.Node("Flatten", [b.Node("GlobalAveragePool", [f])]);
        b.Named(output, "Gemm", [p, b.Weights("fc", 3, classes, 6)], Nodes.Integer("transB", 1));
        return b.Output(output, DataType.Float, batch, classes);
    }

    private string Next(string op)
    {
        int n = _counts[op] = _counts.GetValueOrDefault(op) + 1;
        return $"{op}_{n}";
    }

    private static ValueInfoProto Value(string name, DataType type, object[]? dims)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type };
        if (dims is not null)
        {
            tensor.Shape = new TensorShapeProto();
            foreach (object d in dims)
                tensor.Shape.Dim.Add(d is string symbol ? new Dimension { DimParam = symbol } : new Dimension { DimValue = Convert.ToInt64(d) });
        }
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
