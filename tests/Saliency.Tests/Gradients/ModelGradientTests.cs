using Saliency.Models;
using Saliency.Tests.Architecture;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Gradients;

/// <summary>Gradients of whole networks through <see cref="OnnxModel"/>.</summary>
public class ModelGradientTests
{
    // The bound of the project: float32 differences of deep networks settle to a few parts in ten thousand.
    private const double Tolerance = 1e-3;

    [TestCaseSource(typeof(TinyNetwork), nameof(TinyNetwork.Names))]
    public void Differentiate_TinyNetwork_MatchesDifferences(string file)
    {
        using var model = TinyNetwork.Load(file);
        Assert.That(DirectionalDerivative.Error(model, Target.Class(3)), Is.LessThan(Tolerance));
    }

    [Test]
    public void Differentiate_ShippedClassifier_MatchesDifferences()
    {
        using var model = OnnxModel.Load(Repository.At("samples/assets/efficientnet_lite0.onnx"));
        Assert.That(DirectionalDerivative.Error(model, Target.Predicted), Is.LessThan(Tolerance));
    }

    [Test]
    public void Differentiate_Probability_FollowsTheSoftmax()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var probability = Target.Class(2).Resolve(model, input, ScoreScale.Probability);
        double p = probability.Evaluate(model.Answer(input), 0);
        // ∇p₂ = p₂·(∇z₂ − Σ pₖ∇zₖ)
        var expected = new double[input.Shape.Length];
        for (int k = 0; k < model.Outputs[0].Length; k++)
        {
            double pk = Target.Class(k).Resolve(model, input, ScoreScale.Probability).Evaluate(model.Answer(input), 0);
            var g = Gradient(model, input, Target.Class(k).Resolve(model, input));
            for (int i = 0; i < g.Length; i++) expected[i] += p * ((k == 2 ? 1 : 0) - pk) * g[i];
        }
        double scale = expected.Max(Math.Abs);
        Assert.That(Gradient(model, input, probability).Select(v => (double)v), Is.EqualTo(expected).Within(1e-5 * scale));
    }

    [Test]
    public void Differentiate_Batch_EqualsSingles()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var one = DirectionalDerivative.Waves(model.InputShape);
        float[] images = [.. one.Values, .. one.Values.ToArray().Select(v => v * 0.5f), .. one.Values.ToArray().Reverse()];
        Objective[] objectives = [Target.Class(1).Resolve(model, one), Target.Class(4).Resolve(model, one), Target.Margin(0, 7).Resolve(model, one)];
        var together = new ModelAnswer(model.InputName);
        model.Differentiate(images, 3, objectives, together);
        for (int i = 0; i < 3; i++)
        {
            var alone = Gradient(model, new ModelInput(model.InputShape, images.AsSpan(i * one.Shape.Length, one.Shape.Length)), objectives[i]);
            Assert.That(together[0, i].ToArray(), Is.EqualTo(alone).Within(1e-5 * alone.Max(Math.Abs)), $"image {i}");
        }
    }

    [Test]
    public void Differentiate_TwiceTheSame_GivesTheSameBits()
    {
        using var model = TinyNetwork.Load("tiny_inception.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        var objective = Target.Class(0).Resolve(model, input);
        var first = Gradient(model, input, objective);
        Assert.That(Gradient(model, input, objective), Is.EqualTo(first));
    }

    [Test]
    public void Differentiate_LayerAndInput_GivesScoresActivationsAndGradientsInOneRun()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        string layer = model.DefaultLayer.Name;
        ModelAnswer gradients = new(layer, model.InputName), values = new(model.Outputs[0].Name, layer), plain = new(model.Outputs[0].Name, layer);
        model.Differentiate(input.Values, 1, [Target.Class(3).Resolve(model, input)], gradients, values);
        model.Run(input.Values, 1, plain);
        Assert.Multiple(() =>
        {
            Assert.That(gradients.LengthOf(0), Is.EqualTo(values.LengthOf(1)));
            Assert.That(gradients[1, 0].ToArray(), Is.EqualTo(Gradient(model, input, Target.Class(3).Resolve(model, input))).Within(1e-5));
            for (int v = 0; v < 2; v++) Assert.That(values[v, 0].ToArray(), Is.EqualTo(plain[v, 0].ToArray()).Within(1e-4), values.Names[v]);
        });
    }

    [Test]
    public void Differentiate_UnknownLayer_ListsTheNearest()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx");
        var input = DirectionalDerivative.Waves(model.InputShape);
        Assert.That(() => model.Differentiate(input.Values, 1, [Target.Class(3).Resolve(model, input)], new ModelAnswer("/act2/Relu_output")),
            Throws.ArgumentException.With.Message.Contains("/act2/Relu_output_0"));
    }

    private static float[] Gradient(OnnxModel model, ModelInput input, Objective objective)
    {
        var gradients = new ModelAnswer(model.InputName);
        model.Differentiate(input.Values, 1, [objective], gradients);
        return gradients[0, 0].ToArray();
    }
}
