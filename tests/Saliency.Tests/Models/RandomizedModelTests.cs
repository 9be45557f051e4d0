using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Models;
using Saliency.Tests.Contracts;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Models;

internal sealed class RandomizedModelTests
{
    private static readonly string File = Path.Combine(ReferenceSet.Copy, "metrics", "models", "tiny_logits.onnx");

    private static FunctionExplainer Blind => new((input, _) => Pattern.Map(input.Shape.Height, input.Shape.Width, 5));

    private static OnnxModel Open() => OnnxModel.Load(File, Cpu);

    private static float[] Logits(OnnxModel model) => model.Answer(Pattern.Input(model.InputShape, 1))[0, 0].ToArray();

    [Test]
    public void WeightLayers_OfANetwork_ConvolutionsAndProductsInOrder()
    {
        using var model = Open();
        Assert.That(model.WeightLayers, Has.Count.EqualTo(4));
        Assert.That(model.WeightLayers[^1], Is.EqualTo(model.Outputs[0].Name));
    }

    [TestCase(WeightRandomization.Normal)]
    [TestCase(WeightRandomization.Shuffled)]
    public void Randomized_SomeLayers_AnswersOtherwiseAndLeavesTheModel(WeightRandomization kind)
    {
        using var model = Open();
        float[] before = Logits(model);
        using var random = model.Randomized([model.WeightLayers[1]], kind, 3);
        using var again = model.Randomized([model.WeightLayers[1]], kind, 3);
        using var other = model.Randomized([model.WeightLayers[1]], kind, 4);
        Assert.That(Logits(random), Is.Not.EqualTo(before));
        Assert.That(Logits(again), Is.EqualTo(Logits(random)));
        Assert.That(Logits(other), Is.Not.EqualTo(Logits(random)));
        Assert.That(Logits(model), Is.EqualTo(before));
    }

    [Test]
    public void Randomized_NoLayer_AnswersTheSame()
    {
        using var model = Open();
        using var same = model.Randomized([]);
        Assert.That(Logits(same), Is.EqualTo(Logits(model)));
    }

    // Layers above the changed one cannot change what the first layer makes.
    [Test]
    public void Randomized_LastLayer_KeepsTheFirstLayersValues()
    {
        using var model = Open();
        using var random = model.Randomized([model.WeightLayers[^1]]);
        var input = Pattern.Input(model.InputShape, 1);
        float[] First(OnnxModel m) => m.Answer(input, [m.WeightLayers[0]])[0, 0].ToArray();
        Assert.That(First(random), Is.EqualTo(First(model)));
    }

    [Test]
    public void Randomized_InTwoSteps_SameAsTogether()
    {
        using var model = Open();
        using var first = model.Randomized([model.WeightLayers[0]]);
        using var then = first.Randomized([model.WeightLayers[2]]);
        using var together = model.Randomized([model.WeightLayers[2], model.WeightLayers[0]]);
        Assert.That(Logits(then), Is.EqualTo(Logits(together)));
    }

    [Test]
    public void Randomized_UnknownLayer_Refused()
    {
        using var model = Open();
        Assert.That(() => model.Randomized(["nothing"]), Throws.ArgumentException.With.Message.Contains("'nothing'"));
    }

    [Test]
    public void ParameterRandomization_OfAnExplainerThatIgnoresTheModel_One()
    {
        using var model = Open();
        var test = new ParameterRandomization<OnnxModel>(model, _ => Blind);
        var result = test.Evaluate(Blind, Pattern.Input(model.InputShape, 1), Target.Predicted);
        Assert.That(result.Value, Is.EqualTo(1).Within(1e-12));
        Assert.That(result.Curve!.X, Is.EqualTo(new[] { 0.25, 0.5, 0.75, 1 }));
    }

    [Test]
    public void ParameterRandomization_OfTheGradient_LessAlikeThanTheSameModel()
    {
        using var model = Open();
        var test = new ParameterRandomization<OnnxModel>(model, copy => new Gradient(copy), new ParameterRandomizationOptions { Steps = 2 });
        var result = test.Evaluate(new Gradient(model), Pattern.Input(model.InputShape, 1), Target.Predicted);
        Assert.That(result.Curve!.Y[^1], Is.LessThan(0.8));
    }

    [Test]
    public void ParameterRandomization_AnotherExplainer_Refused()
    {
        using var model = Open();
        var test = new ParameterRandomization<OnnxModel>(model, copy => new Gradient(copy));
        Assert.That(() => test.Evaluate(Blind, Pattern.Input(model.InputShape, 1), Target.Predicted), Throws.ArgumentException);
    }

    [Test]
    public void Entropy_OfTwoEqualBins_LogarithmOfTwo() =>
        Assert.That(EfficientParameterRandomization<OnnxModel>.Entropy([0, 0, 1, 1], 100), Is.EqualTo(Math.Log(2)).Within(1e-12));

    [Test]
    public void EfficientParameterRandomization_FlatMap_Refused()
    {
        var model = LinearModel.Constant();
        var test = new EfficientParameterRandomization<LinearModel>(model, copy => new Gradient(copy));
        Assert.That(() => test.Evaluate(new Gradient(model), Pattern.Input(model.InputShape, 1), Target.Predicted), Throws.InvalidOperationException);
    }
}
