using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

/// <summary>Axioms, IROF, sufficiency, consistency and random logit where the numbers can be had by hand.</summary>
internal sealed class AxiomaticTests
{
    private static readonly ImageShape Shape = new(1, 2, 4);

    private static readonly LinearModel Model = new(Shape, [[1, 2, 3, 4, 0, 0, 5, 6], new float[8]], [0, 0]);

    private static readonly ModelInput Ones = new(Shape, Enumerable.Repeat(1f, 8).ToArray());

    private static SaliencyMap Map(params float[] values) => new(2, 4, values);

    [Test]
    public void Completeness_ContributionsOfALinearModel_Zero() =>
        Assert.That(new Completeness(Model).Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Class(0)).Value, Is.Zero);

    [Test]
    public void Completeness_OneContributionMissing_ThatContribution() =>
        Assert.That(new Completeness(Model).Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 0), Ones, Target.Class(0)).Value, Is.EqualTo(6));

    [Test]
    public void NonSensitivity_SaliencyWhereTheModelLooks_Zero() => Assert.That(NonSensitive(1, 2, 3, 4, 0, 0, 5, 6), Is.Zero);

    // Two pixels without influence have saliency, one with influence has none.
    [Test]
    public void NonSensitivity_ThreePixelsWrong_Three() => Assert.That(NonSensitive(0, 2, 3, 4, 1, 1, 5, 6), Is.EqualTo(3));

    [Test]
    public void InputInvariance_ExplainerOfTheImageItself_ShiftOverNorm()
    {
        var image = new GradientTimesInput(Model);
        double norm = Math.Sqrt(1 + 4 + 9 + 16 + 25 + 36);
        Assert.That(new InputInvariance(Model, image, 0.5f).Evaluate(image, Ones, Target.Class(0)).Value, Is.EqualTo(0.5 * norm / norm).Within(1e-6));
        Assert.That(new InputInvariance(Model, new Gradient(Model), 0.5f).Evaluate(new Gradient(Model), Ones, Target.Class(0)).Value, Is.Zero);
    }

    [Test]
    public void InputInvariance_TwoKindsOfExplainer_Refused() =>
        Assert.That(() => new InputInvariance(Model, new Gradient(Model), 0.5f).Evaluate(new GradientTimesInput(Model), Ones, Target.Class(0)), Throws.ArgumentException);

    // Left and right half: weights 1 + 2 and 3 + 4 + 5 + 6 of 21.
    [Test]
    public void Irof_TwoSegments_ByHand()
    {
        var halves = Segmenter.Given(new Segmentation(2, 4, [0, 0, 1, 1, 0, 0, 1, 1]));
        var options = new IrofOptions { Imputer = Baseline.Zero, Scale = ScoreScale.Native };
        var result = new Irof(Model, halves, options).Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Class(0));
        Assert.That(result.Curve!.Y, Is.EqualTo(new[] { 3 / 21.0, 0 }).Within(1e-12));
        Assert.That(result.Value, Is.EqualTo(2 - (3 / 21.0 / 2)).Within(1e-12));
    }

    [Test]
    public void Irof_ScoreOfZero_Refused() =>
        Assert.That(() => new Irof(Model, Segmenter.Given(new Segmentation(2, 4, [0, 0, 1, 1, 0, 0, 1, 1])), new IrofOptions { Scale = ScoreScale.Native })
            .Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Class(1)), Throws.InvalidOperationException);

    // The image and its double are class 0, its negative class 1.
    [TestCase(1, ExpectedResult = 0.5)]
    [TestCase(0.01, ExpectedResult = 1)]
    public double Sufficiency_SameMapOfTheSameClass_ShareOfTheNear(double distance) => new Sufficiency(Model,
        [(Scaled(2), Map(1, 2, 3, 4, 0, 0, 5, 6)), (Scaled(-1), Map(6, 5, 4, 3, 2, 1, 0, 0))], new SufficiencyOptions { Distance = distance })
        .Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Predicted).Value;

    [Test]
    public void Consistency_PeaksInTheSameCell_ShareOfTheSameClass()
    {
        (ModelInput, SaliencyMap)[] others = [(Scaled(2), Map(0, 0, 0, 0, 0, 0, 9, 9)), (Scaled(-1), Map(0, 0, 0, 0, 0, 0, 7, 8)), (Scaled(-2), Map(9, 9, 0, 0, 0, 0, 0, 0))];
        Assert.That(new Consistency(Model, others, new ConsistencyOptions { Cells = 2 }).Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Predicted).Value, Is.EqualTo(0.5));
        Assert.That(new Consistency(Model, others[2..], new ConsistencyOptions { Cells = 2 }).Evaluate(Map(1, 2, 3, 4, 0, 0, 5, 6), Ones, Target.Predicted).Value, Is.Zero);
    }

    [Test]
    public void RandomLogit_NegatedWeights_MinusOneAndOneOfMagnitudes()
    {
        float[] weights = [1, 2, 3, 4, 0.5f, 0.25f, 5, 6];
        var model = new LinearModel(Shape, [weights, Array.ConvertAll(weights, w => -w)], [0, 0]);
        var signed = new GradientTimesInput(model);
        Assert.That(new RandomLogit(model).Evaluate(signed, Ones, Target.Predicted).Value, Is.EqualTo(-1).Within(1e-12));
        Assert.That(new RandomLogit(model, new RandomLogitOptions { Absolute = true }).Evaluate(signed, Ones, Target.Predicted).Value, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void RandomLogit_ManySeeds_EveryOtherClassAndNeverItsOwn()
    {
        var model = new LinearModel(Shape, [.. Enumerable.Range(0, 4).Select(k => Pattern.Values(8, k))], new float[4]);
        var asked = new HashSet<string>();
        var asking = new FunctionExplainer((input, target) =>
        {
            asked.Add(target.Resolve(model, input).Description);
            return Map(1, 2, 3, 4, 5, 6, 7, 8);
        });
        for (ulong seed = 0; seed < 40; seed++) new RandomLogit(model, new RandomLogitOptions { Seed = seed }).Evaluate(asking, Ones, Target.Class(2));
        Assert.That(asked, Has.Count.EqualTo(4));
        Assert.That(asked.Count(a => a.Contains("class 2", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void Curve_MeanAndMedianOfThree_PointByPoint()
    {
        Curve[] curves = [new([0, 1], [0, 1]), new([0, 1], [3, 1]), new([0, 1], [0, 4])];
        Assert.That(Curve.Mean(curves).Y, Is.EqualTo(new double[] { 1, 2 }));
        Assert.That(Curve.Median(curves).Y, Is.EqualTo(new double[] { 0, 1 }));
        Assert.That(Curve.Mean(curves).Area(), Is.EqualTo(1.5));
        Assert.That(() => Curve.Mean(curves[0], new Curve([0, 2], [0, 0])), Throws.ArgumentException);
        Assert.That(() => Curve.Median(), Throws.ArgumentException);
    }

    private static ModelInput Scaled(float factor) => new(Shape, Enumerable.Repeat(factor, 8).ToArray());

    private static double NonSensitive(params float[] map) =>
        new NonSensitivity(Model, new NonSensitivityOptions { StepPixels = 1, Scale = ScoreScale.Native }).Evaluate(Map(map), Ones, Target.Class(0)).Value;
}
