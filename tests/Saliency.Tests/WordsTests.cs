using Saliency.Imaging;
using Saliency.Models;
using Saliency.Tests.Models;

namespace Saliency.Tests;

/// <summary>What a debugger or a log shows of the types that carry many numbers.</summary>
public class WordsTests
{
    [Test]
    public void ToString_Map_HasMethodSizeAndRange() =>
        Assert.That(new SaliencyMap(1, 3, [-0.5f, 0, 2], new MapOrigin("Grad-CAM")).ToString(), Is.EqualTo("Grad-CAM 1×3, -0.5 to 2"));

    [Test]
    public void ToString_Attribution_HasMethodAndShape() =>
        Assert.That(new Attribution(new ImageShape(1, 1, 2), [1, 2], new MapOrigin("Gradient")).ToString(), Is.EqualTo("Gradient 1×1×2"));

    [Test]
    public void ToString_Mask_CountsItsPixels() => Assert.That(new Mask(1, 3, [true, false, true]).ToString(), Is.EqualTo("1×3, 2 inside"));

    [Test]
    public void ToString_Photo_IsHeightByWidth() => Assert.That(new Photo(1, 2, new byte[6]).ToString(), Is.EqualTo("1×2"));

    [Test]
    public void ToString_Input_IsItsShape() => Assert.That(new ModelInput(new ImageShape(1, 2, 3), new float[6]).ToString(), Is.EqualTo("1×2×3"));

    [Test]
    public void ToString_Curve_HasPointsAndRange() => Assert.That(new Curve([0, 1], [0.25, -1]).ToString(), Is.EqualTo("2 points, -1 to 0.25"));

    [Test]
    public void ToString_Layer_HasNameShapeAndOperator() =>
        Assert.That(new LayerInfo("relu", "Relu", [4, 2, 2], LayerLayout.ChannelsFirst, new ImageShape(4, 2, 2)).ToString(), Is.EqualTo("relu 4×2×2 (Relu)"));

    [Test]
    public void ToString_Model_SaysWhatGoesInAndOutAndWhereItRuns()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), new OnnxModelOptions { Device = Device.Cpu, Name = "tiny" });
        Assert.That(model.ToString(), Is.EqualTo($"tiny: {model.InputShape} to scores {model.Outputs[0].Length} ({model.Outputs[0].Kind}), {model.Device}"));
    }

    [TestCase(2, 0)]
    [TestCase(3, 1)]
    public void Notes_LabelsForMoreOrFewerClasses_SaySo(int labels, int notes)
    {
        var bytes = OnnxGraphBuilder.Classifier("N").Bytes();
        using var plain = OnnxModel.Load(bytes, new OnnxModelOptions { Device = Device.Cpu });
        int classes = plain.Outputs[0].Length;
        using var model = OnnxModel.Load(bytes, new OnnxModelOptions { Device = Device.Cpu, Labels = [.. Enumerable.Range(0, classes + labels - 2).Select(i => $"{i}")] });
        Assert.That(model.Notes.Except(plain.Notes).Count(), Is.EqualTo(notes));
    }
}
