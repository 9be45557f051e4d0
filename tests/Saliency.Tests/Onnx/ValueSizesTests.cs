using Saliency.Models;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using Saliency.Tests.Models;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Onnx;

public class ValueSizesTests
{
    [TestCaseSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))]
    public void Check_ForeseenShapes_AreTheObserved(string file)
    {
        using var model = TinyNetwork.Load(file, Cpu);
        Assert.That(Wrong(model, out int followed), Is.Empty);
        Assert.That(followed, Is.GreaterThan(file.StartsWith("tiny_vit", StringComparison.Ordinal) ? 0 : model.Layers.Count / 2));
    }

    [TestCase(0, "NOTSET", 8, 3, 2, 1, 1), TestCase(1, "NOTSET", 8, 3, 2, 1, 1), TestCase(1, "NOTSET", 7, 2, 2, 0, 1), TestCase(1, "NOTSET", 5, 2, 3, 0, 1)]
    [TestCase(0, "SAME_UPPER", 7, 3, 2, 0, 1), TestCase(0, "VALID", 9, 3, 2, 0, 1), TestCase(0, "NOTSET", 9, 3, 1, 0, 2), TestCase(1, "NOTSET", 9, 3, 2, 1, 2)]
    public void Check_Pool_AsTheRuntimeRoundsIt(int ceil, string pads, int size, int kernel, int stride, int pad, int dilation)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, 1, 2, size, size);
        var attributes = new List<AttributeProto>
        {
            Nodes.Integers("kernel_shape", kernel, kernel), Nodes.Integers("strides", stride, stride), Nodes.Integers("dilations", dilation, dilation), Nodes.Integer("ceil_mode", ceil),
            new() { Name = "auto_pad", Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(pads) },
        };
        if (pads == "NOTSET") attributes.Add(Nodes.Integers("pads", pad, pad, pad, pad));
        b.Named("y", "Relu", [b.Named("pooled", "MaxPool", [x], [.. attributes])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(Wrong(model, out int followed), Is.Empty);
        Assert.That(followed, Is.EqualTo(1));
    }

    [Test]
    public void Prune_InnerOutput_DropsTheRest()
    {
        var b = OnnxGraphBuilder.Classifier("N");
        OutputPass.Apply(b.Graph, [new OutputRequest("features")]);
        PrunePass.Apply(b.Graph);
        Assert.That(b.Graph.Node.Select(n => n.OpType), Is.EqualTo(new[] { "Conv", "Relu", "Conv", "Relu" }));
        Assert.That(b.Graph.Initializer.Select(t => t.Name), Is.EqualTo(new[] { "w_1", "w_2" }));
    }

    private static string[] Wrong(OnnxModel model, out int followed)
    {
        var foreseen = ValueSizes.Check(model.Canonical.Model.Graph, model.Canonical.Image, model.InputShape, long.MaxValue);
        var known = model.Layers.Where(l => foreseen.ContainsKey(l.Name)).ToArray();
        followed = known.Length;
        return [.. known.Where(l => !foreseen[l.Name].Skip(1).Select(d => (int)d).SequenceEqual(l.Shape))
            .Select(l => $"{l.Name}: foreseen {string.Join('×', foreseen[l.Name].Skip(1))}, observed {string.Join('×', l.Shape)}")];
    }
}
