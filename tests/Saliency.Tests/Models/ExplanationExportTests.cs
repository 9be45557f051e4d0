using Microsoft.ML.OnnxRuntime;
using Saliency.Explainers;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Gradients;
using Saliency.Tests.Networks;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Explanations saved in a model file, run by ONNX Runtime alone.</summary>
public class ExplanationExportTests
{
    private static readonly ExportedMethod[] s_maps = [ExportedMethod.GradCam, ExportedMethod.GradCamPlusPlus, ExportedMethod.XGradCam, ExportedMethod.LayerCam, ExportedMethod.HiResCam, ExportedMethod.ElementWiseCam];

    private static IEnumerable<TransformerFile> Transformers() =>
    [
        .. from file in TinyNetwork.Names where file.StartsWith("tiny_vit", StringComparison.Ordinal) select new TransformerFile(file, () => TinyNetwork.Load(file)),
        .. from form in Enum.GetValues<AttentionForm>() select new TransformerFile($"{form}", () => OnnxModel.Load(VitNetwork.Build(false, form))),
    ];

    [TestCaseSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))]
    public void SaveExplained_Gradient_IsTheModelsGradientAndItsScores(string file)
    {
        using var model = TinyNetwork.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var (scores, map) = Run(model.EncodeExplained(ExportedMethod.Gradient), model, input);
        var gradients = new ModelAnswer(model.InputName);
        model.Differentiate(input.Values, 1, [Target.Predicted.Resolve(model, input)], gradients);
        AssertNear(map, new Attribution(input.Shape, gradients[0, 0]).ToMap().Values.ToArray());
        AssertNear(scores, model.Answer(input)[0, 0].ToArray());
    }

    // Fast and slow of the same formula: one in the file, one in the explainer.
    [Test]
    public void SaveExplained_AnyClassActivationMap_IsTheExplainers([ValueSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))] string file, [ValueSource(nameof(s_maps))] ExportedMethod method)
    {
        using var model = TinyNetwork.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        IExplainer explainer = method switch
        {
            ExportedMethod.GradCam => new GradCam(model),
            ExportedMethod.GradCamPlusPlus => new GradCamPlusPlus(model),
            ExportedMethod.XGradCam => new XGradCam(model),
            ExportedMethod.LayerCam => new LayerCam(model),
            ExportedMethod.HiResCam => new HiResCam(model),
            _ => new ElementWiseCam(model),
        };
        float[] map = Run(model.EncodeExplained(method, new ExportOptions { Target = ExportedTarget.Input }), model, input, 6).Map;
        // Both are 0..1, after a division by the range of the layer's values.
        Assert.That(map, Is.EqualTo(explainer.Explain(input, Target.Class(6)).Values.ToArray()).Within(1e-4));
    }

    [Test]
    public void SaveExplained_AnyMapOfAttention_IsTheExplainers(
        [ValueSource(nameof(Transformers))] TransformerFile file, [Values(ExportedMethod.AttentionRollout, ExportedMethod.GradientRollout, ExportedMethod.LeGrad)] ExportedMethod method)
    {
        using var model = file.Load();
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1)];
        IExplainer explainer = method switch
        {
            ExportedMethod.AttentionRollout => new AttentionRollout(model),
            ExportedMethod.GradientRollout => new GradientRollout(model),
            _ => new LeGrad(model),
        };
        byte[] saved = model.EncodeExplained(method);
        foreach (var input in inputs)
        {
            var (scores, map) = Run(saved, model, input);
            Assert.That(map, Is.EqualTo(explainer.Explain(input, Target.Predicted).Values.ToArray()).Within(1e-4));
            AssertNear(scores, model.Answer(input)[0, 0].ToArray());
        }
        if (model.RunsSingleImages) return;
        float[] together = Run(saved, model, 2, [.. inputs[0].Values, .. inputs[1].Values], null).Map;
        Assert.That(together, Is.EqualTo(explainer.Explain(inputs, Target.Predicted).SelectMany(map => map.Values.ToArray())).Within(1e-4));
    }

    [Test]
    public void SaveExplained_AttentionRolloutOfAnyClass_IsTheSame()
    {
        using var model = TinyNetwork.Load("tiny_vit.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        byte[] file = model.EncodeExplained(ExportedMethod.AttentionRollout, new ExportOptions { Target = ExportedTarget.Input });
        Assert.That(Run(file, model, input, 6).Map, Is.EqualTo(Run(file, model, input, 2).Map));
    }

    [Test]
    public void SaveExplained_GradientRolloutOfAGivenClass_IsTheExplainers()
    {
        using var model = TinyNetwork.Load("tiny_vit.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        float[] map = Run(model.EncodeExplained(ExportedMethod.GradientRollout, new ExportOptions { Target = ExportedTarget.Input, Scale = ScoreScale.Probability }), model, input, 6).Map;
        float[] expected = new GradientRollout(model, new GradientRolloutOptions { Scale = ScoreScale.Probability }).Explain(input, Target.Class(6)).Values.ToArray();
        Assert.That(map, Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void SaveExplained_AttentionOfAConvolutionalNetwork_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        Assert.That(() => model.EncodeExplained(ExportedMethod.AttentionRollout), Throws.ArgumentException.With.Message.Contains("softmax of an attention"));
    }

    [Test]
    public void SaveExplained_IntegratedGradients_AreTheExplainers()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var options = new IntegratedGradientsOptions { Rule = IntegrationRule.Middle, Steps = 12, Reduction = ChannelReduction.Norm };
        float[] expected = new IntegratedGradients(model, options).Explain(input, Target.Predicted).Values.ToArray();
        AssertNear(Run(model.EncodeExplained(ExportedMethod.IntegratedGradients, new ExportOptions { Steps = 12, Reduction = ChannelReduction.Norm }), model, input).Map, expected);
    }

    [TestCase("tiny_cnn.onnx", ScoreScale.Native)]
    [TestCase("tiny_vit.onnx", ScoreScale.Native)]
    [TestCase("tiny_cnn.onnx", ScoreScale.Probability)]
    public void SaveExplained_IntegratedGradients_AddUpToWhatTheScoreGained(string file, ScoreScale scale)
    {
        using var model = TinyNetwork.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var (scores, map) = Run(model.EncodeExplained(ExportedMethod.IntegratedGradients, new ExportOptions { Steps = 100, Baseline = [0.1f, 0, -0.1f], Scale = scale }), model, input);
        var objective = Target.Predicted.Resolve(model, input, scale);
        var baseline = new float[input.Shape.Length];
        for (int i = 0; i < baseline.Length; i++) baseline[i] = 0.1f * (1 - (i / input.Shape.PlaneLength));
        double gained = objective.Evaluate(model.Answer(input), 0) - objective.Evaluate(model.Answer(new ModelInput(input.Shape, baseline)), 0);
        // A hundred steps of the middle rule across the kinks of a network.
        Assert.That(map.Sum(v => (double)v), Is.EqualTo(gained).Within(0.02 * Math.Abs(gained)));
        AssertNear(scores, model.Answer(input)[0, 0].ToArray());
    }

    [TestCase(ExportedMethod.GradCam)]
    [TestCase(ExportedMethod.IntegratedGradients)]
    public void SaveExplained_BatchOfImages_EachAsIfAlone(ExportedMethod method)
    {
        using var model = TinyNetwork.Load("tiny_mobilenet.onnx");
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1)];
        byte[] file = model.EncodeExplained(method, new ExportOptions { Steps = 5 });
        var (_, together) = Run(file, model, 2, [.. inputs[0].Values, .. inputs[1].Values], null);
        AssertNear(together, [.. Run(file, model, inputs[0]).Map, .. Run(file, model, inputs[1]).Map]);
    }

    [Test]
    public void SaveExplained_WrittenFile_IsASoundModelOfPlainOperators()
    {
        using var model = TinyNetwork.Load("tiny_inception.onnx");
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.onnx");
        try
        {
            model.SaveExplained(path, ExportedMethod.GradCam);
            var saved = ModelCodec.Decode(File.ReadAllBytes(path), null);
            Assert.That(saved.Graph.Node.Select(n => n.Domain).Distinct(), Is.SubsetOf((string[])["", "ai.onnx"]));
            Assert.That(saved.Graph.Output.Select(o => o.Name), Is.EqualTo(model.Outputs.Select(o => o.Name).Append("saliency")));
            Assert.That(saved.Graph.Output.Concat(saved.Graph.Input).Select(v => v.Type.TensorType.Shape.Dim.Count), Has.All.GreaterThan(0));
            using var again = OnnxModel.Load(path);
            Assert.That(again.Outputs[^1].Shape, Is.EqualTo((int[])[1, model.InputShape.Height, model.InputShape.Width]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void SaveExplained_LayerThatIsNot_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        Assert.That(() => model.EncodeExplained(ExportedMethod.GradCam, new ExportOptions { Layer = "nowhere" }), Throws.ArgumentException.With.Message.Contains("nowhere"));
    }

    [Test]
    public void SaveExplained_BaselineOfTwoChannels_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        Assert.That(() => model.EncodeExplained(ExportedMethod.IntegratedGradients, new ExportOptions { Baseline = [0, 1] }), Throws.ArgumentException.With.Message.Contains("1 or 3"));
    }

    [TestCase(ExportedMethod.Gradient), TestCase(ExportedMethod.GradientTimesInput), TestCase(ExportedMethod.IntegratedGradients), TestCase(ExportedMethod.GradCam)]
    public void SaveExplained_ScoresWithoutTheImagesAxis_Refused(ExportedMethod method)
    {
        using var model = OnnxModel.Load(Scores(b => b.Named("y", "ReduceSum", ["inner", b.Integers("axes", 0, 2)], Nodes.Integer("keepdims", 0))), Cpu);
        Assert.That(() => model.EncodeExplained(method), Throws.ArgumentException.With.Message.Contains("images along its first axis, got 'y' of float32 [3, 5]"));
    }

    [TestCase(ExportedMethod.Gradient), TestCase(ExportedMethod.GradientTimesInput), TestCase(ExportedMethod.IntegratedGradients), TestCase(ExportedMethod.HiResCam)]
    public void SaveExplained_ScoresWhoseFirstAxisIsTheImagesAndTheChannels_IsTheExplainers(ExportedMethod method)
    {
        using var model = OnnxModel.Load(Scores(b => b.Named("y", "Flatten", ["inner"], Nodes.Integer("axis", 2))), Cpu);
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1)];
        IExplainer explainer = method switch
        {
            ExportedMethod.Gradient => new Gradient(model, new GradientOptions { Reduction = ChannelReduction.Sum }),
            ExportedMethod.GradientTimesInput => new GradientTimesInput(model),
            ExportedMethod.IntegratedGradients => new IntegratedGradients(model, new IntegratedGradientsOptions { Rule = IntegrationRule.Middle, Steps = 4 }),
            _ => new HiResCam(model),
        };
        float[] expected = [.. explainer.Explain(inputs, Target.Predicted).SelectMany(map => map.Values.ToArray())];
        float[] images = [.. inputs[0].Values, .. inputs[1].Values];
        AssertNear(Run(model.EncodeExplained(method, new ExportOptions { Steps = 4 }), model, 2, images, null).Map, expected);
    }

    // Every image's values are squared, so that what is explained is no constant of the network.
    private static byte[] Scores(Action<OnnxGraphBuilder> end)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 3, 4, 5);
        b.Named("inner", "Mul", [b.Node("Conv", [x, b.Weights("w", 1, 3, 3, 1, 1)]), x]);
        end(b);
        return b.Output("y").Bytes();
    }

    private static (float[] Scores, float[] Map) Run(byte[] file, OnnxModel model, ModelInput input, long? target = null) => Run(file, model, 1, input.Values.ToArray(), target);

    private static (float[] Scores, float[] Map) Run(byte[] file, OnnxModel model, int count, float[] images, long? target)
    {
        using var session = new InferenceSession(file);
        var shape = model.InputShape;
        using var image = OrtValue.CreateTensorValueFromMemory(images, [count, shape.Channels, shape.Height, shape.Width]);
        using var chosen = OrtValue.CreateTensorValueFromMemory((long[])[target ?? 0], [1]);
        using var options = new RunOptions();
        string[] names = target is null ? [session.InputNames[0]] : [session.InputNames[0], ExplanationExport.TargetName];
        OrtValue[] values = target is null ? [image] : [image, chosen];
        using var results = session.Run(options, names, values, [model.Outputs[0].Name, ExplanationExport.MapName]);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    private static void AssertNear(float[] actual, float[] expected) => Assert.That(actual, Is.EqualTo(expected).Within((1e-4 * expected.Max(Math.Abs)) + 1e-7));

    public sealed record TransformerFile(string Name, Func<OnnxModel> Load)
    {
        public override string ToString() => Name;
    }
}
