using Google.Protobuf;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Architecture;
using Saliency.Tests.Models;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

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

    [TestCase("features"), TestCase("dequantized")]
    public void Differentiate_LayerOfAQuantizedNetwork_SameFromTheImageOnAsFromTheLayerOn(string layer)
    {
        // Every convolution and pooling between a dequantiser and a quantiser, as quantising tools write them.
        var b = new OnnxGraphBuilder();
        string x = Pair(b.Input("x", DataType.Float, "N", 3, 8, 8), 0.01f);
        string features = Pair(b.Named("features", "Relu", [b.Conv(x, 1, 3, 4)]), 0.1f, "dequantized");
        b.Named("y", "Flatten", [Pair(b.Node("GlobalAveragePool", [features]), 0.1f)]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var objective = Target.Class(2).Resolve(model, input);
        ModelAnswer whole = new(layer), rest = new(layer);

        model.Differentiate(input.Values, 1, [objective], whole);
        model.Differentiate(input.Values, 1, new ModelAnswer("y"), _ => [objective], rest);

        Assert.That(rest[0, 0].ToArray().Sum(), Is.EqualTo(1).Within(1e-5), "the mean of a channel");
        Assert.That(whole[0, 0].ToArray(), Is.EqualTo(rest[0, 0].ToArray()).Within(1e-7));

        string Pair(string value, float scale, string? name = null)
        {
            string step = b.Floats($"{value}/step", [], scale);
            string zero = $"{value}/zero";
            b.Graph.Initializer.Add(new TensorProto { Name = zero, DataType = (int)DataType.Uint8, RawData = ByteString.CopyFrom(128) });
            string[] integers = [b.Node("QuantizeLinear", [value, step, zero]), step, zero];
            return name is null ? b.Node("DequantizeLinear", integers) : b.Named(name, "DequantizeLinear", integers);
        }
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
