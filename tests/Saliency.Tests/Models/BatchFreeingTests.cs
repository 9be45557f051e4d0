using Saliency.Tests.Reference;
using System.Text.Json;
using Saliency.Models;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

public class BatchFreeingTests
{
    // Sums of a few hundred terms in another order, relative to the largest value of the answer.
    private const float Close = 1e-5f;

    public static IEnumerable<TestCaseData> ReferenceNetworks()
    {
        string folder = Path.Combine(ReferenceSet.Root, "explainers");
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "models.json")));
        return [.. index.RootElement.EnumerateObject().Select(net =>
        {
            string Export(bool dynamic) => Path.Combine(folder, net.Value.GetProperty("exports").EnumerateArray()
                .First(e => e.GetProperty("dynamic_batch").GetBoolean() == dynamic).GetProperty("file").GetString()!);
            return new TestCaseData(Export(false), Export(true)).SetArgDisplayNames(net.Name);
        })];
    }

    [TestCaseSource(nameof(ReferenceNetworks)), Category("Reference")]
    public void Load_FixedExport_IsFreed(string fixedFile, string dynamicFile)
    {
        using var model = OnnxModel.Load(fixedFile, Cpu);
        Assert.That(model.Notes, Has.Some.Contains("was freed"));
        Assert.That(model.RunsSingleImages, Is.False);
    }

    [TestCaseSource(nameof(ReferenceNetworks)), Category("Reference")]
    public void Run_FreedExportOnThree_EqualsTheDynamicExport(string fixedFile, string dynamicFile)
    {
        using OnnxModel freed = OnnxModel.Load(fixedFile, Cpu), dynamic = OnnxModel.Load(dynamicFile, Cpu);
        var images = Images(freed, 3);
        ModelAnswer actual = new(freed.Outputs[0].Name, freed.DefaultLayer.Name), expected = new(dynamic.Outputs[0].Name, dynamic.DefaultLayer.Name);
        freed.Run(images, 3, actual);
        dynamic.Run(images, 3, expected);
        for (int v = 0; v < 2; v++)
            for (int i = 0; i < 3; i++) AssertClose(actual[v, i], expected[v, i]);
    }

    // What a batch of 1 built in looks like, and the shape of the answer for one image.
    public static IEnumerable<TestCaseData> Freed()
    {
        yield return Case("ReshapeToFeatures", (b, x) => b.Node("Reshape", [x, b.Integers("s", 1, 48)]));
        yield return Case("ReshapeWithOpenFeatures", (b, x) => b.Node("Reshape", [x, b.Integers("s", 1, -1)]));
        yield return Case("ReshapeToNoBatchAtAll", (b, x) => b.Node("Reshape", [x, b.Integers("s", 48)]));
        yield return Case("SqueezeOfEverything", (b, x) => b.Node("Squeeze", [b.Node("GlobalAveragePool", [b.Conv(x, 1, 3, 6)])]));
        yield return Case("SoftmaxOfNoBatchAtAll", (b, x) => b.Node("Softmax", [b.Node("Squeeze", [b.Node("GlobalAveragePool", [b.Conv(x, 1, 3, 6)])])], Nodes.Integer("axis", 0)));
        yield return Case("FlattenFromTheBatchOn", (b, x) => b.Node("Flatten", [x], Nodes.Integer("axis", 0)));
        yield return Case("PickOfTheOnlyImage", (b, x) => b.Node("Gather", [x, Scalar(b, 0)], Nodes.Integer("axis", 0)));
        yield return Case("WholeSliceOfTheBatch", (b, x) => b.Node("Slice", [x, b.Integers("from", 0, 1), b.Integers("to", 1, 3)]));
        yield return Case("ClassToken", (b, x) => b.Node("Concat", [b.Weights("token", 2, 1, 1, 16), Flat(b, x)], Nodes.Integer("axis", 1)));
        yield return Case("ExpandedClassToken", (b, x) => b.Node("Concat", [b.Node("Expand", [b.Weights("token", 2, 1, 1, 16), b.Integers("e", 1, 2, 16)]), Flat(b, x)], Nodes.Integer("axis", 1)));
        yield return Case("ConcatOfZeros", (b, x) => b.Node("Concat", [b.Node("ConstantOfShape", [b.Integers("z", 1, 2, 4, 4)]), x], Nodes.Integer("axis", 1)));
        yield return Case("ExpandToTheBatch", (b, x) => b.Node("Expand", [b.Node("ReduceMean", [x], Nodes.Integers("axes", 2)), b.Integers("e", 1, 3, 5, 4)]));
        yield return Case("HeadsMergedWithTheBatch", (b, x) => b.Node("Reshape", [Attention(b, b.Node("Reshape", [x, b.Integers("s", 3, 4, 4)])), b.Integers("back", 1, 3, 16)]));
        yield return Case("HeadsOfTokensFirst", (b, x) =>
        {
            string tokens = b.Node("Transpose", [Flat(b, x)], Nodes.Integers("perm", 2, 0, 1));
            string heads = b.Node("Transpose", [b.Node("Reshape", [tokens, b.Integers("heads", 16, 3, 1)])], Nodes.Integers("perm", 1, 0, 2));
            string joined = b.Node("Reshape", [b.Node("Transpose", [Attention(b, heads)], Nodes.Integers("perm", 1, 0, 2)), b.Integers("join", 16, 1, 3)]);
            return b.Node("Transpose", [joined], Nodes.Integers("perm", 1, 0, 2));
        });
        yield return Case("RowsOfALinearLayer", (b, x) => b.Node("Reshape",
            [b.Node("MatMul", [b.Node("Reshape", [b.Node("Transpose", [Flat(b, x)], Nodes.Integers("perm", 2, 0, 1)), b.Integers("rows", 16, 3)]), b.Weights("m", 3, 3, 5)]), b.Integers("back", 16, 1, 5)]));
        yield return Case("Windows", (b, x) => b.Node("Reshape", [b.Node("Transpose", [b.Node("Reshape", [x, b.Integers("s", 1, 3, 2, 2, 2, 2)])], Nodes.Integers("perm", 0, 2, 4, 3, 5, 1)), b.Integers("w", 4, 4, 3)]));
        yield return Case("ResizeToASize", (b, x) => b.Node("Resize", [x, "", "", b.Integers("sizes", 1, 3, 8, 8)]));
        yield return Case("ShapeOfTheInput", (b, x) =>
        {
            string first = b.Node("Gather", [b.Node("Shape", [x]), b.Integers("zero", 0)]);
            return b.Node("Reshape", [x, b.Node("Concat", [first, b.Integers("rest", 3, 16)], Nodes.Integer("axis", 0))]);
        });
        yield return Case("ShapeWithTheBatchBuiltIn", (b, x) =>
        {
            string sides = b.Node("Slice", [b.Node("Shape", [x]), b.Integers("two", 2), b.Integers("four", 4)]);
            return b.Node("Reshape", [x, b.Node("Concat", [b.Integers("rest", 1, 3), sides], Nodes.Integer("axis", 0))]);
        });
        yield return Case("AttentionAsEinsum", (b, x) => b.Node("Einsum", [Flat(b, x), Flat(b, x)], Text("equation", "bct,bdt->bcd")));

        static string Attention(OnnxGraphBuilder b, string tokens)
        {
            // [A, T, C], one product for each of A.
            string scores = b.Node("Softmax", [b.Node("MatMul", [tokens, b.Node("Transpose", [tokens], Nodes.Integers("perm", 0, 2, 1))])], Nodes.Integer("axis", 2));
            return b.Node("MatMul", [scores, tokens]);
        }

        static TestCaseData Case(string name, Func<OnnxGraphBuilder, string, string> build) => new TestCaseData(build).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Freed))]
    public void Run_Freed_EqualsSingleRunsOfTheFile(object build)
    {
        byte[] bytes = Built((Func<OnnxGraphBuilder, string, string>)build);
        using var model = OnnxModel.Load(bytes, Cpu);
        Assert.That(model.RunsSingleImages, Is.False, string.Join(' ', model.Notes));
        var images = Images(model, 3);
        ModelAnswer together = new("y"), alone = new("y");
        model.Run(images, 3, together);
        // A file of one image that says nothing of a batch: opened as it is.
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(bytes);
        for (int i = 0; i < 3; i++)
        {
            using var input = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(images.AsSpan(i * 48, 48).ToArray(), [1, 3, 4, 4]);
            using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
            using var results = session.Run(options, ["x"], [input], ["y"]);
            AssertClose(together[0, i], results[0].GetTensorDataAsSpan<float>());
        }
    }

    // What mixes images, or cannot be told apart from it, and the operator that the note is to name.
    public static IEnumerable<TestCaseData> Kept()
    {
        yield return Case("MatMulOverTheBatch", "MatMul_1", (b, x) => b.Node("MatMul", [b.Node("Transpose", [b.Node("Flatten", [x])], Nodes.Integers("perm", 1, 0)), b.Weights("m", 3, 1, 5)]));
        yield return Case("EveryImageWithEveryOther", "MatMul_1", (b, x) =>
            b.Node("MatMul", [b.Node("Flatten", [x]), b.Node("Transpose", [b.Node("Flatten", [x])], Nodes.Integers("perm", 1, 0))]));
        yield return Case("NormOverAReshapedBatch", "BatchNormalization_1", (b, x) => b.Node("BatchNormalization",
            [b.Node("Transpose", [x], Nodes.Integers("perm", 1, 0, 2, 3)), b.Floats("g", [1], 2), b.Floats("h", [1], 1), b.Floats("mean", [1], 0.5f), b.Floats("variance", [1], 0.25f)]));
        yield return Case("ConstantAlongAMergedAxis", "Add_1", (b, x) => b.Node("Add", [b.Node("Reshape", [x, b.Integers("s", 12, 4)]), b.Weights("c", 3, 12, 4)]));
        yield return Case("MeanOverTheBatch", "ReduceMean_1", (b, x) => b.Node("ReduceMean", [x], Nodes.Integers("axes", 0, 2, 3)));
        yield return Case("JoinAlongTheBatch", "Concat_1", (b, x) => b.Node("Concat", [x, b.Weights("c", 3, 1, 3, 4, 4)], Nodes.Integer("axis", 0)));
        yield return Case("UnknownOperator", "NonZero_1", (b, x) => b.Node("Cast", [b.Node("NonZero", [x])], Nodes.Integer("to", 1)));

        static TestCaseData Case(string name, string op, Func<OnnxGraphBuilder, string, string> build) => new TestCaseData(build, op).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Kept))]
    public void Load_CannotBeFreed_StaysSingleAndNamesTheOperator(object build, string op)
    {
        using var model = OnnxModel.Load(Built((Func<OnnxGraphBuilder, string, string>)build), Cpu);
        Assert.That(model.RunsSingleImages, Is.True);
        Assert.That(model.Notes, Has.Some.Contains("one at a time").And.Some.Contains($"'{op}'"));
    }

    [Test]
    public void Load_DiffersWhereNoRuleSaysSo_IsFoundByRunning()
    {
        // The places of maxima are counted over the whole batch: those of the second image start behind the first.
        byte[] bytes = Built((b, x) =>
        {
            b.Graph.Node.Add(Nodes.Make("MaxPool", [x], ["largest", "places"], Nodes.Integers("kernel_shape", 2, 2)));
            return b.Node("Cast", ["places"], Nodes.Integer("to", (long)DataType.Float));
        });
        using var model = OnnxModel.Load(bytes, Cpu);
        Assert.That(model.RunsSingleImages, Is.True);
        Assert.That(model.Notes, Has.Some.Contains("of two images differs"));
    }

    [TestCase(1), TestCase("N")]
    public void Layers_OfAFreedFile_AreThoseOfTheOpenOne(object batch)
    {
        using OnnxModel freed = OnnxModel.Load(OnnxGraphBuilder.Classifier(batch).Bytes(), Cpu);
        Assert.That(freed.Layers.Select(l => $"{l.Name} {string.Join('×', l.Shape)}"),
            Is.EqualTo(new[] { "Conv_1 4×8×8", "Relu_1 4×8×8", "Conv_2 6×4×4", "features 6×4×4", "GlobalAveragePool_1 6×1×1", "Flatten_1 6" }));
    }

    private static byte[] Built(Func<OnnxGraphBuilder, string, string> build)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, 1, 3, 4, 4);
        b.Named("y", "Identity", [build(b, x)]);
        return b.Output("y").Bytes();
    }

    private static string Flat(OnnxGraphBuilder b, string x) => b.Node("Reshape", [x, Shape(b, 1, 3, 16)]);

    private static string Shape(OnnxGraphBuilder b, params long[] shape)
    {
        string name = $"flat{b.Graph.Initializer.Count}";
        return b.Integers(name, shape);
    }

    private static string Scalar(OnnxGraphBuilder b, long value)
    {
        b.Graph.Initializer.Add(TensorData.Integers("scalar", [], [value]));
        return "scalar";
    }

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) };

    private static float[] Images(OnnxModel model, int count) => [.. Enumerable.Range(0, count * model.InputShape.Length).Select(i => MathF.Sin(i * 1.7f))];

    private static void AssertClose(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        float scale = 1;
        foreach (float v in expected) scale = Math.Max(scale, Math.Abs(v));
        Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()).Within(Close * scale));
    }
}
