using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Tests.Contracts;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>What a user of an ONNX file sees who asks for what cannot be: a typed exception that says what was expected and what came.</summary>
public class RefusalTests
{
    private static IEnumerable<TestCaseData> LayerMethods
    {
        get
        {
            yield return new TestCaseData((ILayeredModel model, string layer) => (IExplainer)new EigenCam(model, new EigenCamOptions { Layers = [layer] })).SetArgDisplayNames("EigenCAM");
            yield return new TestCaseData((ILayeredModel model, string layer) => (IExplainer)new Fem(model, new FemOptions { Layers = [layer] })).SetArgDisplayNames("FEM");
            yield return new TestCaseData((ILayeredModel model, string layer) => (IExplainer)new ActivationMap(model, new ActivationMapOptions { Layers = [layer] })).SetArgDisplayNames("activation map");
        }
    }

    [TestCaseSource(nameof(LayerMethods))]
    public void Constructor_UnknownLayer_ListsTheNearest(Func<ILayeredModel, string, IExplainer> method)
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => method(model, "feature"), Throws.ArgumentException.With.Message.Contains("'feature'").And.Message.Contains("'features'"));
    }

    [TestCaseSource(nameof(LayerMethods))]
    public void Constructor_LayerWithoutExtent_Refused(Func<ILayeredModel, string, IExplainer> method)
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => method(model, "Flatten_1"), Throws.ArgumentException.With.Message.Contains("Flatten_1").And.Message.Contains("spatial extent"));
    }

    [Test]
    public void Apply_PhotoToAModelOfFourChannels_Refused()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Flatten", [b.Node("GlobalAveragePool", [b.Input("x", DataType.Float, "N", 4, 6, 6)])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(() => Preprocessing.ImageNet.Apply(new Photo(8, 8, new byte[192]), model), Throws.ArgumentException.With.Message.Contains("1 or 3 channels, got 4"));
    }

    [Test]
    public void Explain_InputOfOneChannel_RefusedWithBothShapes()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        var grey = new ModelInput(new ImageShape(1, 8, 8), new float[64]);
        Assert.That(() => new Rise(model).Explain(grey, Target.Predicted), Throws.ArgumentException.With.Message.Contains("3×8×8").And.Message.Contains("1×8×8"));
    }

    [Test]
    public void Explain_ClassTheFileHasNot_RefusedWithTheRange()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => new Rise(model).Explain(Input(model), Target.Class(5)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 4"));
    }

    // The untouched image is all ones; what a window hides is 0, whose logarithm and reciprocal have no bounds.
    [TestCase("Log"), TestCase("Reciprocal")]
    public void Explain_FileThatAnswersInfinityToAHiddenPixel_NamesSampleAndOutput(string operation)
    {
        var b = new OnnxGraphBuilder();
        b.Named("endless", "Flatten", [b.Node(operation, [b.Input("x", DataType.Float, "N", 1, 4, 4)])]);
        using var model = OnnxModel.Load(b.Output("endless").Bytes(), Cpu);
        var ones = new ModelInput(model.InputShape, [.. Enumerable.Repeat(1f, 16)]);
        var occlusion = new Occlusion(model, new OcclusionOptions { Window = (2, 2), Stride = (2, 2) });
        Assert.That(() => occlusion.Explain(ones, Target.Class(0)), Throws.TypeOf<ModelAnswerException>().With.Property("Output").EqualTo("endless").And.Property("Image").EqualTo(0));
    }

    [Test]
    public void Explain_ModelDisposed_Throws()
    {
        var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        var (input, rise) = (Input(model), new Rise(model));
        model.Dispose();
        Assert.That(() => rise.Explain(input, Target.Predicted), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Layers_ModelDisposed_Throws()
    {
        var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        model.Dispose();
        Assert.That(() => model.Layers, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Explain_FileCancelledByItsFirstBatch_EndsWithinIt()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        using var source = new CancellationTokenSource();
        int done = 0;
        var log = new ProgressAction<RunProgress>(progress =>
        {
            done = progress.Done;
            source.Cancel();
        });
        Assert.That(() => new Rise(model).Explain(Input(model), Target.Predicted, new RunContext { BatchSize = 8, Progress = log }, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(done, Is.EqualTo(8));
    }

    [TestCase(0.01), TestCase(0.3), TestCase(0.6), TestCase(0.95)]
    public void Load_ModelCutShort_Refused(double share)
    {
        byte[] file = OnnxGraphBuilder.Classifier("N").Bytes();
        Assert.That(() => OnnxModel.Load(file.AsMemory(0, (int)(share * file.Length)), Cpu), Throws.TypeOf<ModelFormatException>());
    }

    private static ModelInput Input(OnnxModel model) => new(model.InputShape, new float[model.InputShape.Length]);
}
