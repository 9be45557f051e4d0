using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Gradients;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Networks cut at a layer: run from there, and differentiated by it with the forward run shared.</summary>
public class ResumptionTests
{
    // The same operators on the same numbers; what is fused differs at the cut.
    private const double Rounding = 1e-4;

    [TestCaseSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))]
    public void RunFrom_AnyLayer_AnswersAsTheWholeNetwork(string file)
    {
        using var model = TinyNetwork.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        string scores = model.Outputs[0].Name;
        foreach (var layer in Some(model))
        {
            ModelAnswer whole = new(scores, layer.Name), rest = new(scores);
            model.Run(input.Values, 1, whole);
            float[] twice = [.. whole[1, 0], .. whole[1, 0]];
            model.RunFrom(layer.Name, twice, 2, rest, input.Values);
            for (int i = 0; i < 2; i++) AssertNear(rest[0, i], whole[0, 0], $"{layer.Name} {layer.Operator}");
        }
    }

    [TestCaseSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))]
    public void Differentiate_SeveralTargetsOfEachImage_EqualsEachAlone(string file)
    {
        using var model = TinyNetwork.Load(file);
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1)];
        Target[] targets = [Target.Predicted, Target.Margin(2, 5), Target.Class(7)];
        float[] images = [.. inputs[0].Values, .. inputs[1].Values];
        string scores = model.Outputs[0].Name;
        foreach (var layer in Some(model))
        {
            ModelAnswer answer = new(scores, layer.Name), together = new(layer.Name), alone = new(layer.Name);
            model.Differentiate(images, 2, answer, a => [.. from i in (int[])[0, 1] from t in targets select t.Resolve(model, a, i, ScoreScale.Probability)], together);
            for (int i = 0; i < 2; i++)
                for (int t = 0; t < targets.Length; t++)
                {
                    model.Differentiate(inputs[i].Values, 1, [targets[t].Resolve(model, inputs[i], ScoreScale.Probability)], alone);
                    AssertNear(together[0, (i * targets.Length) + t], alone[0, 0], $"{layer.Name} {layer.Operator}, image {i}, target {t}");
                }
        }
    }

    [Test]
    public void Differentiate_LayerOfHalves_EqualsTheWholeNetworks()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("image", DataType.Float, "N", 3, 4, 4);
        string half = b.Named("features", "Relu", [b.Node("Cast", [x], Nodes.Integer("to", (long)DataType.Float16))]);
        string sum = b.Node("Flatten", [b.Node("Cast", [b.Node("Mul", [half, half])], Nodes.Integer("to", (long)DataType.Float))]);
        b.Named("scores", "Gemm", [sum, b.Weights("fc", 3, 5, 48)], Nodes.Integer("transB", 1));
        using var model = OnnxModel.Load(b.Output("scores", DataType.Float, "N", 5).Bytes());
        var input = DirectionalDerivative.Waves(model.InputShape);
        ModelAnswer answer = new("scores", "features"), after = new("features"), whole = new("features"), rest = new("scores");
        model.Differentiate(input.Values, 1, answer, a => [Target.Class(2).Resolve(model, a, 0, ScoreScale.Native)], after);
        model.Differentiate(input.Values, 1, [Target.Class(2).Resolve(model, input)], whole);
        AssertNear(after[0, 0], whole[0, 0], "gradient");
        model.RunFrom("features", answer[1, 0], 1, rest);
        AssertNear(rest[0, 0], answer[0, 0], "scores");
    }

    [Test]
    public void Differentiate_SeveralTargetsByTheImage_EqualsEachAlone()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        ModelAnswer answer = new(model.Outputs[0].Name), together = new(model.InputName), alone = new(model.InputName);
        model.Differentiate(input.Values, 1, answer, a => [Target.Class(1).Resolve(model, a, 0, ScoreScale.Native), Target.Class(2).Resolve(model, a, 0, ScoreScale.Native)], together);
        for (int t = 0; t < 2; t++)
        {
            model.Differentiate(input.Values, 1, [Target.Class(t + 1).Resolve(model, input)], alone);
            AssertNear(together[0, t], alone[0, 0], $"target {t}");
        }
    }

    [Test]
    public void Differentiate_UnevenTargets_RefusedWithTheirNumber()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var objective = Target.Class(1).Resolve(model, input);
        Assert.That(() => model.Differentiate([.. input.Values, .. input.Values], 2, new ModelAnswer(model.Outputs[0].Name), _ => [objective, objective, objective], new ModelAnswer(model.DefaultLayer.Name)),
            Throws.ArgumentException.With.Message.Contains("2 images").And.Message.Contains("got 3"));
    }

    [Test]
    public void RunFrom_ResidualAroundTheLayerAndNoImage_RefusedWithWhatIsMissing()
    {
        using var model = TinyNetwork.Load("tiny_vit.onnx");
        var around = model.Layers.First(l => l.Operator == "LayerNormalization" || l.Operator == "Gelu" || l.Operator == "Erf");
        var values = new float[around.Shape.Aggregate(1, (a, b) => a * b)];
        Assert.That(() => model.RunFrom(around.Name, values, 1, new ModelAnswer(model.Outputs[0].Name)), Throws.ArgumentException.With.Message.Contains("one image").And.Message.Contains(around.Name));
    }

    [Test]
    public void RunFrom_ValueBeforeTheLayer_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var (first, last) = (model.Layers[0], model.DefaultLayer);
        Assert.That(() => model.RunFrom(last.Name, new float[last.Maps!.Value.Length], 1, new ModelAnswer(first.Name)), Throws.ArgumentException.With.Message.Contains("follow"));
    }

    [Test]
    public void RunFrom_TooFewValues_RefusedWithTheirNumber()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        string layer = model.DefaultLayer.Name;
        Assert.That(() => model.RunFrom(layer, new float[7], 1, new ModelAnswer(model.Outputs[0].Name)), Throws.ArgumentException.With.Message.Contains("got 7"));
    }

    // Six layers from the first to the last, every kind of operator having its chance, and the one that CAMs look at.
    private static IEnumerable<LayerInfo> Some(OnnxModel model)
    {
        LayerInfo[] fit = [.. model.Layers.Where(l => FedGraph.CanBeFed(model.Observed(l.Name)))];
        return Enumerable.Range(0, 6).Select(k => fit[k * (fit.Length - 1) / 5]).Append(model.DefaultLayer).DistinctBy(l => l.Name);
    }

    private static void AssertNear(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, string what)
    {
        double scale = expected.ToArray().Max(Math.Abs);
        Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()).Within((Rounding * scale) + 1e-7), what);
    }
}
