using System.Runtime.InteropServices;
using Google.Protobuf;
using Saliency.Numerics;
using Saliency.Onnx;
using Saliency.Tests.Models;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Networks;

/// <summary>Writes networks layer by layer, with random weights that keep activations at the size of the input's (He et al., 2015).
/// The same calls give the same bytes.</summary>
internal sealed class NetworkBuilder
{
    // Of a sum of independent terms, half of which ReLU takes away.
    public const double RectifierGain = 2, LinearGain = 1;

    private readonly ulong _seed;
    private ulong _tensors;

    /// <param name="fixedBatch">Whether the file fixes the batch at 1 and writes it into every shape, as exports do that were made without dynamic axes.</param>
    /// <param name="size">Rows and columns of the image.</param>
    /// <param name="seed">Of the weights.</param>
    public NetworkBuilder(bool fixedBatch, int size = 64, ulong seed = 1)
    {
        (FixedBatch, _seed) = (fixedBatch, seed);
        Image = Graph.Input("image", DataType.Float, fixedBatch ? 1 : "batch", 3, size, size);
    }

    public OnnxGraphBuilder Graph { get; } = new(opset: 18);

    public bool FixedBatch { get; }

    public string Image { get; }

    public string Node(string op, string[] inputs, params AttributeProto[] attributes) => Graph.Node(op, inputs, attributes);

    /// <summary>Convolution; the input keeps its extent at stride 1.</summary>
    public string Conv(string x, int from, int to, int kernel = 3, int stride = 1, int groups = 1, double gain = RectifierGain, bool bias = true) =>
        Conv(x, from, to, (kernel, kernel), stride, groups, gain, bias);

    public string Conv(string x, int from, int to, (int Rows, int Columns) kernel, int stride = 1, int groups = 1, double gain = RectifierGain, bool bias = true, bool pad = true)
    {
        string w = Weights([to, from / groups, kernel.Rows, kernel.Columns], from / groups * kernel.Rows * kernel.Columns, gain);
        int rows = pad ? kernel.Rows / 2 : 0, columns = pad ? kernel.Columns / 2 : 0;
        return Node("Conv", bias ? [x, w, Vector(to, -0.1, 0.1)] : [x, w], Nodes.Integers("kernel_shape", kernel.Rows, kernel.Columns), Nodes.Integers("strides", stride, stride),
            Nodes.Integers("pads", rows, columns, rows, columns), Nodes.Integer("group", groups));
    }

    /// <summary>Convolution, norm and nothing else.</summary>
    public string ConvNorm(string x, int from, int to, int kernel = 3, int stride = 1, int groups = 1, double gain = RectifierGain) =>
        BatchNorm(Conv(x, from, to, kernel, stride, groups, gain, bias: false), to);

    public string BatchNorm(string x, int channels) => Node("BatchNormalization",
        [x, Vector(channels, 0.9, 1.1), Vector(channels, -0.1, 0.1), Vector(channels, -0.1, 0.1), Vector(channels, 0.9, 1.1)]);

    public string Relu(string x) => Node("Relu", [x]);

    public string Relu6(string x) => Node("Clip", [x, Scalar(0), Scalar(6)]);

    public string Silu(string x) => Node("Mul", [x, Node("Sigmoid", [x])]);

    /// <summary>GELU as exports before opset 20 write it.</summary>
    public string Gelu(string x)
    {
        string step = Node("Add", [Node("Erf", [Node("Div", [x, Scalar(MathF.Sqrt(2))])]), Scalar(1)]);
        return Node("Mul", [Node("Mul", [x, step]), Scalar(0.5f)]);
    }

    /// <summary>Norm over the last axis, as one operator or as the seven that exports before opset 17 have.</summary>
    public string LayerNorm(string x, int channels, bool decomposed = false)
    {
        string scale = Vector(channels, 0.9, 1.1), shift = Vector(channels, -0.1, 0.1);
        if (!decomposed) return Node("LayerNormalization", [x, scale, shift], Nodes.Integer("axis", -1));
        string centred = Node("Sub", [x, Mean(x)]);
        string deviation = Node("Sqrt", [Node("Add", [Mean(Node("Pow", [centred, Scalar(2)])), Scalar(1e-5f)])]);
        return Node("Add", [Node("Mul", [Node("Div", [centred, deviation]), scale]), shift]);

        string Mean(string of) => Node("ReduceMean", [of, Integers(-1)]);
    }

    /// <summary>A linear layer over the last axis.</summary>
    public string Linear(string x, int from, int to, double gain = LinearGain) => Node("Add", [Node("MatMul", [x, Weights([from, to], from, gain)]), Vector(to, -0.1, 0.1)]);

    /// <summary>A linear layer of rows.</summary>
    public string Dense(string x, int from, int to, double gain = LinearGain) =>
        Node("Gemm", [x, Weights([to, from], from, gain), Vector(to, -0.1, 0.1)], Nodes.Integer("transB", 1));

    public string MaxPool(string x, int kernel, int stride, int pad = 0) => Node("MaxPool", [x], Window(kernel, stride, pad));

    public string AveragePool(string x, int kernel, int stride, int pad = 0) => Node("AveragePool", [x], Window(kernel, stride, pad));

    /// <summary>The mean of each map, as a row.</summary>
    public string Pooled(string x) => Node("Flatten", [Node("GlobalAveragePool", [x])]);

    public string Add(string a, string b) => Node("Add", [a, b]);

    public string Concat(int axis, params string[] parts) => Node("Concat", parts, Nodes.Integer("axis", axis));

    /// <summary>Another shape, its first axis the images' and as many others for each of them as said.</summary>
    public string Reshape(string x, int perImage, params long[] rest) =>
        Node("Reshape", [x, Integers([FixedBatch ? perImage : -1, .. rest])]);

    public string Transpose(string x, params long[] order) => Node("Transpose", [x], Nodes.Integers("perm", order));

    public string Slice(string x, int axis, long from, long to) => Node("Slice", [x, Integers(from), Integers(to), Integers(axis)]);

    /// <summary>Gives the value made last the name by which tests look for it.</summary>
    public string Called(string value, string name)
    {
        var last = Graph.Graph.Node[^1];
        if (last.Output[0] != value) throw new ArgumentException($"Expected the value made last, '{last.Output[0]}', got '{value}'.", nameof(value));
        last.Output[0] = name;
        return name;
    }

    /// <summary>Ends the network.</summary>
    public NetworkBuilder Output(string value, string name)
    {
        Graph.Named(name, "Identity", [value]);
        Graph.Output(name);
        return this;
    }

    public byte[] Bytes() => Graph.Bytes();

    public string Weights(long[] dims, int fanIn, double gain)
    {
        double bound = Math.Sqrt(3 * gain / fanIn);
        return Uniform(dims, -bound, bound);
    }

    public string Vector(int length, double low, double high) => Uniform([length], low, high);

    public string Uniform(long[] dims, double low, double high)
    {
        var random = new CounterRandom(_seed, _tensors++);
        var values = new byte[dims.Aggregate(1L, (a, b) => a * b) * sizeof(float)];
        var floats = MemoryMarshal.Cast<byte, float>(values.AsSpan());
        for (int i = 0; i < floats.Length; i++) floats[i] = (float)(low + ((high - low) * random.NextUInt32() * (1.0 / uint.MaxValue)));
        var tensor = new TensorProto { Name = $"t_{_tensors}", DataType = (int)DataType.Float, RawData = UnsafeByteOperations.UnsafeWrap(values) };
        tensor.Dims.Add(dims);
        Graph.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Scalar(float value) => Graph.Floats($"s_{Graph.Graph.Initializer.Count}", [], value);

    public string Integers(params long[] values) => Graph.Integers($"i_{Graph.Graph.Initializer.Count}", values);

    /// <summary>The integer of a Gather that picks one place.</summary>
    public string Place(long value)
    {
        string name = $"i_{Graph.Graph.Initializer.Count}";
        Graph.Graph.Initializer.Add(TensorData.Integers(name, [], [value]));
        return name;
    }

    private static AttributeProto[] Window(int kernel, int stride, int pad) =>
        [Nodes.Integers("kernel_shape", kernel, kernel), Nodes.Integers("strides", stride, stride), Nodes.Integers("pads", pad, pad, pad, pad)];
}
