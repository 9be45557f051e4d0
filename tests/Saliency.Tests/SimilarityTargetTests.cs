using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class SimilarityTargetTests
{
    private static readonly EchoModel Model = EchoModel.Vector(7);

    [Test]
    public void Evaluate_TheReferenceItself_One()
    {
        var input = EchoModel.Input(Model.InputShape, 1);
        Assert.That(Value(Target.Similarity(input), input), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Evaluate_ScaledAndNegated_MinusOne()
    {
        var input = EchoModel.Input(Model.InputShape, 1);
        var opposite = new ModelInput(input.Shape, Array.ConvertAll(input.Values.ToArray(), v => -4 * v));
        Assert.That(Value(Target.Similarity(input), opposite), Is.EqualTo(-1).Within(1e-12));
    }

    [Test]
    public void Evaluate_RightAngle_Zero() =>
        Assert.That(Value(Target.Similarity(Of(3, 4, 0, 0, 0, 0, 0)), Of(-4, 3, 0, 0, 0, 0, 0)), Is.Zero.Within(1e-15));

    [Test]
    public void Differentiate_AnyEmbedding_EqualsCentralDifferences([Range(1, 3)] int seed) =>
        Model.AssertDifferences(Target.Similarity(EchoModel.Input(Model.InputShape, 100 + seed)), EchoModel.Input(Model.InputShape, seed));

    [Test]
    public void Evaluate_EmbeddingOfZeros_ZeroWithoutGradient()
    {
        var target = Target.Similarity(EchoModel.Input(Model.InputShape, 1));
        var answer = Model.Answer(Of(0, 0, 0, 0, 0, 0, 0));
        var objective = target.Resolve(Model, answer, 0, ScoreScale.Native);
        var cotangent = new float[7];
        objective.Differentiate(answer, 0, "echo", cotangent);
        Assert.That(objective.Evaluate(answer, 0), Is.Zero);
        Assert.That(cotangent, Is.All.Zero);
    }

    [Test]
    public void Resolve_ReferenceOfZeros_Refused() =>
        Assert.That(() => Target.Similarity(Of(0, 0, 0, 0, 0, 0, 0)).Resolve(Model, EchoModel.Input(Model.InputShape, 1)), Throws.InvalidOperationException.With.Message.Contains("zeros"));

    [Test]
    public void Resolve_ManyImages_RunsTheReferenceOnce()
    {
        var model = EchoModel.Vector(5);
        var target = Target.Similarity(EchoModel.Input(model.InputShape, 1));
        for (int i = 0; i < 4; i++) target.Resolve(model, EchoModel.Input(model.InputShape, i));
        Assert.That(model.Images, Is.EqualTo(5));
    }

    [Test]
    public void Resolve_Layer_ReadsThatLayer()
    {
        var model = LinearModel.Usual();
        var input = Pattern.Input(model.InputShape, 1);
        var target = Target.Similarity(input, "features");
        var objective = target.Resolve(model, input);
        Assert.That(objective.Reads, Is.EqualTo(new[] { "features" }));
        Assert.That(objective.Evaluate(model.Answer(input, target), 0), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Resolve_NameTheModelHasNot_Refused() =>
        Assert.That(() => Target.Similarity(EchoModel.Input(Model.InputShape, 1), "code").Resolve(Model, EchoModel.Input(Model.InputShape, 1)),
            Throws.ArgumentException.With.Message.Contains("'code'"));

    private static ModelInput Of(params float[] values) => new(Model.InputShape, values);

    private static double Value(Target target, ModelInput input) => target.Resolve(Model, input).Evaluate(Model.Answer(input), 0);
}
