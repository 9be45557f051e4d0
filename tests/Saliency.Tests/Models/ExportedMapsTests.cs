using Microsoft.ML.OnnxRuntime;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Gradients;
using Saliency.Tests.Networks;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Every method that can be saved in a file, on files of every form and under every option: the file's map is the explainer's.</summary>
public class ExportedMapsTests
{
    private static readonly Dictionary<string, Func<byte[]>> s_files = new()
    {
        ["any batch"] = () => File.ReadAllBytes(TinyNetwork.FileOf("tiny_cnn.onnx")),
        ["halves"] = () => HalvedModel.Of(File.ReadAllBytes(TinyNetwork.FileOf("tiny_inception.onnx"))),
        ["batch 1, freed"] = () => EfficientNetNetwork.Build(true),
        ["batch 1, not freed"] = SingleImages,
        ["channels last"] = ChannelsLast,
        ["tokens"] = () => File.ReadAllBytes(TinyNetwork.FileOf("tiny_vit.onnx")),
    };

    private readonly Dictionary<string, OnnxModel> _models = [];

    private static IEnumerable<TestCaseData> Methods() =>
        from file in s_files.Keys
        from method in Enum.GetValues<ExportedMethod>()
        where (file == "tokens" || !method.ReadsAttention()) && !(file == "batch 1, not freed" && method == ExportedMethod.IntegratedGradients)
        select new TestCaseData(file, method).SetArgDisplayNames(file, $"{method}");

    private static IEnumerable<ExportOptions> Options(string file, ExportedMethod method)
    {
        var plain = new ExportOptions { Steps = 7, Baseline = [0.1f, 0, -0.1f] };
        yield return plain;
        yield return plain with { Target = ExportedTarget.Input, Scale = method.SharesOutTheScore() ? ScoreScale.Native : ScoreScale.Probability };
        if (file != "any batch") yield break;
        if (!method.SharesOutTheScore()) yield return plain with { Scale = ScoreScale.Probability };
        if (!method.IsOfTheImage()) yield break;
        foreach (var reduction in Enum.GetValues<ChannelReduction>().Skip(1)) yield return plain with { Target = ExportedTarget.Input, Reduction = reduction };
    }

    [OneTimeTearDown]
    public void Free()
    {
        foreach (var model in _models.Values) model.Dispose();
    }

    [TestCaseSource(nameof(Methods))]
    public void EncodeExplained_EveryTargetScaleAndReduction_IsTheExplainersMap(string file, ExportedMethod method)
    {
        var model = Load(file);
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1)];
        const int Class = 2;
        foreach (var options in Options(file, method))
        {
            // Sums of float32 in another order, and for heat maps a division by the range of the layer's values. The explainer has the probability from the network
            // as it is, of halves, which hold logits to a thousandth; the exported file computes in float32.
            double tolerance = file == "halves" && options.Scale == ScoreScale.Probability ? 2e-2 : 1e-3;
            using var session = new InferenceSession(model.EncodeExplained(method, options));
            var target = options.Target == ExportedTarget.Input ? Target.Class(Class) : Target.Predicted;
            var expected = ExportedMethods.Explainer(model, method, options).Explain(inputs, target);
            float[] maps = [.. model.RunsSingleImages ? inputs.SelectMany(input => Run(session, model, [input], Class)) : Run(session, model, inputs, Class)];
            for (int i = 0; i < inputs.Length; i++)
            {
                float[] values = expected[i].Values.ToArray();
                Assert.That(values, Has.Some.Not.Zero, "a map of zeros proves nothing");
                Assert.That(maps[(i * values.Length)..((i + 1) * values.Length)], Is.EqualTo(values).Within(tolerance * values.Max(Math.Abs)), $"{options} image {i}");
            }
        }
    }

    [TestCase(ExportedMethod.DeepLift), TestCase(ExportedMethod.LayerwiseRelevance), TestCase(ExportedMethod.ExcitationBackprop)]
    public void EncodeExplained_ProbabilityOfAMethodThatSharesOutTheScore_Refused(ExportedMethod method) =>
        Assert.That(() => Load("any batch").EncodeExplained(method, new ExportOptions { Scale = ScoreScale.Probability }), Throws.ArgumentException.With.Message.Contains($"{method}"));

    [Test]
    public void EncodeExplained_StepsOfAModelOfSingleImages_Refused() =>
        Assert.That(() => Load("batch 1, not freed").EncodeExplained(ExportedMethod.IntegratedGradients), Throws.ArgumentException.With.Message.Contains("several images at once"));

    [Test]
    public void EncodeExplained_RelevanceOfAnotherComposite_IsTheExplainersMap([Values] bool keepBatchNormalization)
    {
        var model = Load("any batch");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var options = new ExportOptions { Composite = LrpComposite.EpsilonGammaBox([-2, -2, -2], [2, 2, 2]) with { KeepBatchNormalization = keepBatchNormalization } };
        float[] expected = ExportedMethods.Explainer(model, ExportedMethod.LayerwiseRelevance, options).Explain(input, Target.Predicted).Values.ToArray();
        using var session = new InferenceSession(model.EncodeExplained(ExportedMethod.LayerwiseRelevance, options));
        Assert.That(Run(session, model, [input], 0), Is.EqualTo(expected).Within(1e-4 * expected.Max(Math.Abs)).And.Some.Not.Zero);
    }

    [Test]
    public void EncodeExplained_AnotherLayer_IsTheExplainersMap([Values(ExportedMethod.GradCam, ExportedMethod.ClassActivationMapping, ExportedMethod.GuidedGradCam)] ExportedMethod method)
    {
        var model = Load("any batch");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var options = new ExportOptions { Layer = model.Layers.First(layer => layer.Operator == "Relu").Name };
        float[] expected = ExportedMethods.Explainer(model, method, options).Explain(input, Target.Predicted).Values.ToArray();
        using var session = new InferenceSession(model.EncodeExplained(method, options));
        Assert.That(Run(session, model, [input], 0), Is.EqualTo(expected).Within(1e-4 * expected.Max(Math.Abs)).And.Some.Not.Zero);
    }

    private static float[] Run(InferenceSession session, OnnxModel model, ModelInput[] inputs, long chosen)
    {
        var shape = model.InputShape;
        float[] images = [.. inputs.SelectMany(input => input.Values.ToArray())];
        using var image = OrtValue.CreateTensorValueFromMemory(images, [inputs.Length, shape.Channels, shape.Height, shape.Width]);
        using var target = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(chosen, inputs.Length).ToArray(), [inputs.Length]);
        using var options = new RunOptions();
        bool asks = session.InputNames.Contains(ExplanationExport.TargetName);
        string[] names = [.. session.InputNames.Where(name => name != ExplanationExport.TargetName), .. asks ? [ExplanationExport.TargetName] : (string[])[]];
        using var results = session.Run(options, names, asks ? [image, target] : [image], [ExplanationExport.MapName]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private OnnxModel Load(string file)
    {
        if (!_models.TryGetValue(file, out var model)) _models[file] = model = OnnxModel.Load(s_files[file](), Cpu);
        return model;
    }

    /// <summary>A constant along a merged axis keeps it at one image.</summary>
    private static byte[] SingleImages()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("image", DataType.Float, 1, 3, 8, 8);
        string features = b.Node("Relu", [b.Node("Conv", [x, b.Weights("w", 1, 6, 3, 3, 3), b.Weights("bias", 2, 6)], Nodes.Integers("strides", 2, 2), Nodes.Integers("pads", 1, 1, 1, 1))]);
        string rows = b.Node("Relu", [b.Node("Add", [b.Node("Reshape", [features, b.Integers("rows", 24, 4)]), b.Weights("c", 3, 24, 4)])]);
        // So small that no probability is next to 0 or 1.
        string flat = b.Node("Mul", [b.Node("Reshape", [rows, b.Integers("flat", 1, 96)]), b.Floats("little", [1], 0.05f)]);
        b.Named("logits", "MatMul", [flat, b.Weights("dense", 6, 96, 4)]);
        return b.Output("logits", DataType.Float, 1, 4).Bytes();
    }

    private static byte[] ChannelsLast()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Node("Transpose", [b.Input("image", DataType.Float, "N", 8, 10, 3)], Nodes.Integers("perm", 0, 3, 1, 2));
        string map = b.Node("Relu", [b.Node("Conv", [x, b.Weights("w", 1, 5, 3, 3, 3), b.Weights("bias", 2, 5)])]);
        string last = b.Node("Transpose", [map], Nodes.Integers("perm", 0, 2, 3, 1));
        string mixed = b.Node("Relu", [b.Node("MatMul", [last, b.Weights("m", 3, 5, 7)])]);
        b.Named("logits", "MatMul", [b.Node("ReduceMean", [mixed], Nodes.Integers("axes", 1, 2), Nodes.Integer("keepdims", 0)), b.Weights("dense", 4, 7, 4)]);
        return b.Output("logits", DataType.Float, "N", 4).Bytes();
    }
}
