using Saliency.Onnx;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Seeds for damaged files: models whose operators carry the numbers that decide how much memory a run takes.</summary>
internal static class DamagedModels
{
    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        OnnxGraphBuilder.Classifier("N").Bytes(),
        OnnxGraphBuilder.Classifier(1).Bytes(),
        Shapes().Bytes(),
        Windows().Bytes(),
        .. new[] { "tiny_cnn.onnx", "tiny_vit.other.onnx", "tiny_mobilenet.onnx", "tiny_vit.onnx" }.Select(f =>
            File.ReadAllBytes(TinyNetwork.FileOf(f))),
    ];

    private static OnnxGraphBuilder Shapes()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 3, 6, 6);
        string padded = b.Node("Pad", [x, b.Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)]);
        string larger = b.Node("Resize", [padded, "", b.Floats("scales", [4], 1, 1, 2, 2)]);
        string tiled = b.Node("Tile", [larger, b.Integers("repeats", 1, 2, 1, 1)]);
        string flat = b.Node("Reshape", [tiled, b.Integers("flat", 0, 6, -1)]);
        string zeros = b.Node("ConstantOfShape", [b.Integers("zeros", 6, 256)]);
        string sum = b.Node("Add", [flat, zeros]);
        string wide = b.Node("Expand", [b.Node("ReduceMean", [sum], Nodes.Integers("axes", 2), Nodes.Integer("keepdims", 1)), b.Integers("wide", 1, 6, 16)]);
        string range = b.Node("Cast", [b.Node("Range", [Scalar(b, "from", 0), Scalar(b, "to", 16), Scalar(b, "by", 1)])], Nodes.Integer("to", 1));
        b.Named("y", "MatMul", [b.Node("Mul", [wide, range]), b.Weights("m", 9, 16, 4)]);
        return b.Output("y", DataType.Float, "N", 6, 4);
    }

    private static OnnxGraphBuilder Windows()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 2, 8, 8);
        string up = b.Node("ConvTranspose", [x, b.Weights("u", 4, 2, 4, 2, 2)], Nodes.Integers("kernel_shape", 2, 2), Nodes.Integers("strides", 2, 2));
        string pool = b.Node("MaxPool", [up], Nodes.Integers("kernel_shape", 3, 3), Nodes.Integers("strides", 2, 2), Nodes.Integers("pads", 1, 1, 1, 1));
        string deep = b.Node("SpaceToDepth", [pool], Nodes.Integer("blocksize", 2));
        string average = b.Node("AveragePool", [b.Node("DepthToSpace", [deep], Nodes.Integer("blocksize", 2))], Nodes.Integers("kernel_shape", 2, 2));
        string some = b.Node("Slice", [average, b.Integers("starts", 0), b.Integers("ends", 4), b.Integers("axes", 2), b.Integers("steps", 1)]);
        b.Named("y", "Softmax", [b.Node("Flatten", [some])], Nodes.Integer("axis", 1));
        return b.Output("y");
    }

    private static string Scalar(OnnxGraphBuilder b, string name, long value)
    {
        b.Graph.Initializer.Add(TensorData.Integers(name, [], [value]));
        return name;
    }
}
