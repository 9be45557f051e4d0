using System.Text.Json;
using Saliency.Explainers;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Networks;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

public class LayerTests
{
    public static IEnumerable<TestCaseData> ReferenceNetworks()
    {
        string folder = Path.Combine(ReferenceSet.Root, "explainers");
        string described = Path.Combine(folder, "models.json");
        if (!File.Exists(described)) return [new TestCaseData("", "").Ignore($"There is no {described}.")];
        using var index = JsonDocument.Parse(File.ReadAllText(described));
        return [.. index.RootElement.EnumerateObject().SelectMany(net => net.Value.GetProperty("exports").EnumerateArray().Select(export =>
            new TestCaseData(Path.Combine(folder, export.GetProperty("file").GetString()!), export.GetProperty("cam_tensor").GetString())
                .SetName($"DefaultLayer_{Path.GetFileNameWithoutExtension(export.GetProperty("file").GetString())}_IsTheFieldsConvention")))];
    }

    [TestCaseSource(nameof(ReferenceNetworks)), Category("Reference")]
    public void DefaultLayer_OfReferenceNetworks(string file, string expected)
    {
        using var model = OnnxModel.Load(file, Cpu);
        Assert.That(model.DefaultLayer.Name, Is.EqualTo(expected));
        Assert.That(model.DefaultLayer.Maps, Is.EqualTo(new ImageShape(model.DefaultLayer.Maps!.Value.Channels, 8, 8)));
    }

    [Test]
    public void Layers_Classifier_AllInnerValuesWithShapes()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(model.Layers.Select(l => $"{l.Name} {l.Operator} {string.Join('×', l.Shape)} {l.Layout}"), Is.EqualTo(new[]
        {
            "Conv_1 Conv 4×8×8 ChannelsFirst", "Relu_1 Relu 4×8×8 ChannelsFirst", "Conv_2 Conv 6×4×4 ChannelsFirst", "features Relu 6×4×4 ChannelsFirst",
            "GlobalAveragePool_1 GlobalAveragePool 6×1×1 ChannelsFirst", "Flatten_1 Flatten 6 None",
        }));
    }

    [Test]
    public void Layers_WeightsMadeInTheGraph_AreNoLayers()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 1, 4, 4);
        string w = b.Named("widened", "Mul", [b.Weights("w", 1, 2, 1, 3, 3), b.Floats("scale", [1], 0.5f)]);
        b.Named("y", "Relu", [b.Node("Conv", [x, w])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.Layers.Select(l => l.Name), Is.EqualTo(new[] { "Conv_1" }));
    }

    // The file's own image is made of the floats that come in; it is no layer beside them, or one name would mean two gradients.
    [TestCase((int)DataType.Float16, false), TestCase((int)DataType.Float, true)]
    public void Layers_ImageOfHalvesOrChannelsLast_ImageIsNoLayer(int type, bool channelsLast)
    {
        var b = new OnnxGraphBuilder();
        string image = channelsLast ? b.Input("image", DataType.Float, "N", 4, 6, 3) : b.Input("image", (DataType)type, "N", 3, 4, 6);
        b.Named("y", "Flatten", [b.Named("inner", "Neg", [image])]);
        using var model = OnnxModel.Load(b.Output("y", (DataType)type).Bytes(), Cpu);
        Assert.That(model.InputName, Is.EqualTo("image"));
        Assert.That(model.Layers.Select(l => l.Name), Is.EqualTo(new[] { "inner" }));
        var gradients = new ModelAnswer([model.InputName, .. model.Layers.Select(l => l.Name)]);
        model.Differentiate(new float[72], 1, [Target.Class(5).Resolve(model, new ModelInput(model.InputShape, new float[72]))], gradients);
        Assert.That(gradients[0, 0].ToArray().Sum(), Is.EqualTo(-1));
        Assert.That(gradients[1, 0].ToArray().Sum(), Is.EqualTo(1));
    }

    [TestCase(InputLayout.Nhwc, (int)DataType.Float)]
    [TestCase(InputLayout.Nchw, (int)DataType.Double)]
    public void Layers_ImageTheFileWantsInAnotherForm_IsNoLayer(InputLayout layout, int type)
    {
        // Its form is made of the planes that the model is asked in: a value of the graph, which bears the image's name.
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", (DataType)type, "N", 3, 4, 4);
        b.Named("y", "ReduceMean", [b.Named("inner", "Neg", [x])], Nodes.Integers("axes", 2, 3));
        using var model = OnnxModel.Load(b.Output("y", (DataType)type).Bytes(), Cpu with { Layout = layout });
        Assert.That(model.Layers.Select(l => l.Name), Is.EqualTo(new[] { "inner" }));
        Assert.That(() => new LayerConductance(model, new LayerConductanceOptions { Layer = "x" }), Throws.ArgumentException.With.Message.Contains("Expected a layer"));
    }

    [Test]
    public void Run_LayerWithOutput_EqualsLayerAlone()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        var image = Enumerable.Range(0, 192).Select(i => MathF.Sin(i)).ToArray();
        ModelAnswer both = new("scores", "features"), layer = new("features"), output = new("scores");
        foreach (var answer in new[] { both, layer, output }) model.Run(image, 1, answer);
        Assert.That(both[1, 0].ToArray(), Is.EqualTo(layer[0, 0].ToArray()));
        Assert.That(both[0, 0].ToArray(), Is.EqualTo(output[0, 0].ToArray()));
    }

    [Test]
    public void FindLayer_Unknown_ListsTheNearest()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => model.FindLayer("conv_2"), Throws.ArgumentException.With.Message.Contains("The nearest are 'Conv_2', 'Conv_1'"));
    }

    [Test]
    public void FindLayer_PartOfALongName_ListsTheNamesThatContainItFirst() =>
        Assert.That(NearestNames.Of("Layer4", ["layer5", "/backbone/layer4/layer4.1/relu_1/Relu_output_0", "layer"]),
            Is.EqualTo(new[] { "/backbone/layer4/layer4.1/relu_1/Relu_output_0", "layer5", "layer" }));

    [Test]
    public void DefaultLayer_ConvolutionAsClassifier_IsWhatItReads()
    {
        // As in SqueezeNet: a 1×1 convolution gives the classes, pooling ends the network.
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 3, 8, 8);
        string features = b.Named("features", "Relu", [b.Conv(x, 1, 3, 6)]);
        string classes = b.Node("Relu", [b.Conv(b.Node("Dropout", [features]), 2, 6, 10, kernel: 1)]);
        b.Named("y", "Flatten", [b.Node("GlobalAveragePool", [classes])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.DefaultLayer.Name, Is.EqualTo("features"));
    }

    [Test]
    public void DefaultLayer_TransformerWhoseAttentionIsQuantized_IsThatOfTheFloats()
    {
        var file = ModelCodec.Decode(VitNetwork.Build(false), null);
        file.Graph.Initializer.Add(TensorData.Floats("step", [], [1f / 255]));
        foreach (var softmax in file.Graph.Node.Where(n => n.OpType == "Softmax").ToArray())
        {
            string weights = softmax.Output[0], exact = softmax.Name = softmax.Output[0] = $"{weights}/exact", whole = $"{weights}/whole";
            file.Graph.Node.Add(Nodes.Make("QuantizeLinear", [exact, "step"], [whole]));
            file.Graph.Node.Add(Nodes.Make("DequantizeLinear", [whole, "step"], [weights]));
        }
        using var model = OnnxModel.Load(ModelCodec.Encode(file), Cpu);
        Assert.That(model.DefaultLayer.Name, Is.EqualTo(SmallNetworks.Features));
    }

    [Test]
    public void DefaultLayer_NoMap_Throws()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Gemm", [b.Node("Flatten", [b.Input("x", DataType.Float, "N", 1, 2, 2)]), b.Weights("w", 1, 4, 3)]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(() => model.DefaultLayer, Throws.InvalidOperationException);
    }

    [Test]
    public void Layers_ChannelsLast_AreRecognisedBetweenTransposes()
    {
        var b = new OnnxGraphBuilder();
        string map = b.Conv(b.Input("x", DataType.Float, "N", 3, 4, 6), 1, 3, 5);
        string last = b.Named("last", "Transpose", [map], Nodes.Integers("perm", 0, 2, 3, 1));
        string mixed = b.Named("mixed", "MatMul", [last, b.Weights("m", 2, 5, 7)]);
        b.Named("y", "ReduceMean", [mixed], Nodes.Integers("axes", 1, 2), Nodes.Integer("keepdims", 0));
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.FindLayer("mixed").Layout, Is.EqualTo(LayerLayout.ChannelsLast));
        Assert.That(model.FindLayer("mixed").Maps, Is.EqualTo(new ImageShape(7, 4, 6)));
    }

    [TestCase(0), TestCase(1), TestCase(2)]
    public void Layers_Tokens_GridWithoutClassTokens(int classTokens)
    {
        var b = new OnnxGraphBuilder();
        string map = b.Conv(b.Input("x", DataType.Float, 1, 3, 4, 6), 1, 3, 5);
        string tokens = b.Node("Transpose", [b.Node("Reshape", [map, b.Integers("flat", 1, 5, 24)])], Nodes.Integers("perm", 0, 2, 1));
        if (classTokens > 0) tokens = b.Node("Concat", [b.Weights("class", 2, 1, classTokens, 5), tokens], Nodes.Integer("axis", 1));
        string layer = b.Named("layer", "Relu", [tokens]);
        b.Named("y", "ReduceMean", [layer], Nodes.Integers("axes", 1), Nodes.Integer("keepdims", 0));
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        var found = model.FindLayer("layer");
        Assert.That((found.Layout, found.Maps, found.Shape[0]), Is.EqualTo((LayerLayout.Tokens, (ImageShape?)new ImageShape(5, 4, 6), 24 + classTokens)));
    }

    [Test]
    public void Layers_QueriesAsManyAsTokens_AreNoGrid()
    {
        // A detector's queries are picked from the tokens by score: their order says nothing of places.
        var b = new OnnxGraphBuilder();
        string map = b.Conv(b.Input("x", DataType.Float, 1, 3, 2, 2), 1, 3, 5);
        string tokens = b.Node("Transpose", [b.Node("Reshape", [map, b.Integers("flat", 1, 5, 4)])], Nodes.Integers("perm", 0, 2, 1));
        string picked = b.Node("GatherElements", [tokens, b.Node("Cast", [b.Node("Greater", [tokens, b.Floats("zero", [1], 0)])], Nodes.Integer("to", 7))], Nodes.Integer("axis", 1));
        b.Named("y", "ReduceMean", [b.Named("queries", "Relu", [picked])], Nodes.Integers("axes", 1), Nodes.Integer("keepdims", 0));
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.FindLayer("queries").Layout, Is.EqualTo(LayerLayout.None));
    }
}
