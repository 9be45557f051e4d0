using Saliency.Models;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

public class ScoreKindTests
{
    [TestCase("Softmax", ScoreKind.Probabilities), TestCase("Sigmoid", ScoreKind.Probabilities), TestCase("Relu", ScoreKind.Logits), TestCase("LogSoftmax", ScoreKind.Logits)]
    public void Kind_OfAVector_ByItsOperator(string op, ScoreKind expected)
    {
        using var model = OnnxModel.Load(Ending(op).Bytes(), Cpu);
        Assert.That(model.Outputs[0].Kind, Is.EqualTo(expected));
    }

    [Test]
    public void Kind_OfAMap_IsValues()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Relu", [b.Input("x", DataType.Float, "N", 3, 4, 4)]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.Outputs[0].Kind, Is.EqualTo(ScoreKind.Values));
    }

    [Test]
    public void Kind_Given_Wins()
    {
        using var model = OnnxModel.Load(Ending("Relu").Bytes(), Cpu with { Scores = ScoreKind.MultiLabelLogits });
        Assert.That(model.Outputs[0].Kind, Is.EqualTo(ScoreKind.MultiLabelLogits));
    }

    [TestCase("labels", "cat\ndog\n"), TestCase("names", "{0: 'cat', 1: \"dog\"}"), TestCase("classes", "['cat', 'dog']"), TestCase("classes", "{\"0\": \"cat\", \"1\": \"dog\"}"),
        TestCase("classes", "cat, dog")]
    public void Labels_InMetadata_AreRead(string key, string text)
    {
        using var model = OnnxModel.Load(Ending("Relu").Metadata(key, text).Bytes(), Cpu);
        Assert.That(model.Labels, Is.EqualTo(new[] { "cat", "dog" }));
        Assert.That(model.Metadata[key], Is.EqualTo(text));
    }

    [Test]
    public void Labels_OfAFile_WinOverMetadata()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "bird\r\nfish\r\n");
            using var model = OnnxModel.Load(Ending("Relu").Metadata("labels", "cat\ndog").Bytes(), Cpu with { LabelFile = file });
            Assert.That(model.Labels, Is.EqualTo(new[] { "bird", "fish" }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static OnnxGraphBuilder Ending(string op)
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", op, [b.Node("Flatten", [b.Input("x", DataType.Float, "N", 3, 2, 2)])]);
        return b.Output("y");
    }
}
