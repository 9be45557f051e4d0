using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class TargetTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    [Test]
    public void Predicted_Ties_LowestIndex()
    {
        var model = new LinearModel(Photo.Shape, [.. Enumerable.Range(0, 4).Select(_ => new float[Photo.Shape.Length])], [0, 2, 2, 1]);
        Assert.That(Target.Predicted.Resolve(model, Photo).Description, Does.Contain("class 1"));
    }

    [Test]
    public void Class_Native_TheScoreItself()
    {
        var model = LinearModel.Usual();
        var answer = model.Answer(Photo);
        Assert.That(Target.Class(2).Resolve(model, answer, 0, ScoreScale.Native).Evaluate(answer, 0), Is.EqualTo(answer[0, 0][2]));
    }

    [Test]
    public void Margin_Native_DifferenceOfTheScores()
    {
        var model = LinearModel.Usual();
        var answer = model.Answer(Photo);
        Assert.That(Target.Margin(3, 1).Resolve(model, answer, 0, ScoreScale.Native).Evaluate(answer, 0), Is.EqualTo((double)answer[0, 0][3] - answer[0, 0][1]));
    }

    [Test]
    public void Class_OfAnotherOutput_ReadsThatOutput()
    {
        var model = LinearModel.Usual();
        Assert.That(Target.Class(0, "sum").Resolve(model, Photo).Reads, Is.EqualTo(new[] { "sum" }));
    }

    [Test]
    public void Class_OfAnOutputTheModelHasNot_RefusedWithThoseItHas() =>
        Assert.That(() => Target.Class(0, "boxes").Resolve(LinearModel.Usual(), Photo), Throws.ArgumentException.With.Message.Contains("logits, sum").And.Message.Contains("'boxes'"));

    [Test]
    public void Class_BeyondTheModels_RefusedWithTheRange() =>
        Assert.That(() => Target.Class(4).Resolve(LinearModel.Usual(), Photo), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 3"));

    [Test]
    public void Class_Negative_Refused() => Assert.That(() => Target.Class(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Margin_OneClassTwice_Refused() => Assert.That(() => Target.Margin(1, 1), Throws.ArgumentException);

    [TestCase(ScorePooling.Sum)]
    [TestCase(ScorePooling.Mean)]
    public void Classes_Native_SumOrMeanOfTheScores(ScorePooling pooling)
    {
        var model = LinearModel.Usual();
        var answer = model.Answer(Photo);
        double sum = (double)answer[0, 0][0] + answer[0, 0][2] + answer[0, 0][3];
        Assert.That(Target.Classes([0, 2, 3], pooling).Resolve(model, answer, 0, ScoreScale.Native).Evaluate(answer, 0),
            // A third is not a float.
            Is.EqualTo(pooling == ScorePooling.Sum ? sum : sum / 3).Within(1e-6));
    }

    [Test]
    public void Classes_AllOfThem_ProbabilityOne()
    {
        var model = LinearModel.Usual();
        Assert.That(Target.Classes([3, 0, 2, 1]).Resolve(model, Photo, ScoreScale.Probability).Evaluate(model.Answer(Photo), 0), Is.EqualTo(1).Within(1e-12));
    }

    [TestCase(ScoreKind.Logits)]
    [TestCase(ScoreKind.MultiLabelLogits)]
    [TestCase(ScoreKind.Values)]
    public void Weighted_AnyKindAndScale_CotangentEqualsCentralDifferences(ScoreKind kind)
    {
        var model = EchoModel.Vector(6, kind);
        foreach (var scale in Enum.GetValues<ScoreScale>())
            model.AssertDifferences(Target.Weighted([(4, 0.5f), (1, -2), (0, 1)]), EchoModel.Input(model.InputShape, 3), scale);
    }

    [Test]
    public void Weighted_Description_ReadsAsTheSum() =>
        Assert.That(Target.Weighted([(3, -1), (0, 1), (2, 0.25f)]).Resolve(LinearModel.Usual(), Photo).Description, Is.EqualTo("score of −class 3 + class 0 + 0.25·class 2"));

    [Test]
    public void Classes_ManyOfThem_DescriptionSaysHowMany() =>
        Assert.That(Target.Classes([.. Enumerable.Range(0, 100)]).ToString(), Does.EndWith("… (100 classes)"));

    [Test]
    public void Classes_NoneOrOneTwice_Refused()
    {
        Assert.That(() => Target.Classes([]), Throws.ArgumentException);
        Assert.That(() => Target.Classes([1, 2, 1]), Throws.ArgumentException.With.Message.Contains("1 2 times"));
        Assert.That(() => Target.Weighted([(1, float.NaN)]), Throws.ArgumentException);
    }

    [Test]
    public void Classes_BeyondTheModels_RefusedWithTheRange() =>
        Assert.That(() => Target.Classes([1, 4]).Resolve(LinearModel.Usual(), Photo), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 3"));

    [Test]
    public void Classify_Logits_ProbabilitiesFallAndSumToOne()
    {
        double[] probabilities = [.. LinearModel.Usual().Classify(Photo).Select(c => c.Probability)];
        Assert.That(probabilities, Is.Ordered.Descending);
        // Four softmax values in floats.
        Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-6));
    }
}
