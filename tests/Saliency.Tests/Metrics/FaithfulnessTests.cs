using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

/// <summary>A linear model's own contributions: what every faithfulness metric must say of them is known without asking.</summary>
internal sealed class FaithfulnessTests
{
    private static readonly ImageShape Shape = new(2, 6, 5);

    private static readonly float[] Weights = Pattern.Values(Shape.Length, 1);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 2);

    private static readonly LinearModel Model = new(Shape, [Weights, new float[Shape.Length]], [0.5f, 0]);

    private static readonly float[] Contributions =
        [.. Enumerable.Range(0, 30).Select(i => (Weights[i] * Photo.Values[i]) + (Weights[30 + i] * Photo.Values[30 + i]))];

    private static readonly SaliencyMap Own = new(6, 5, Contributions);

    // The model answers in floats.
    private const double Rounding = 1e-5;

    [Test]
    public void FaithfulnessCorrelation_OwnContributions_One() =>
        Assert.That(Value(new FaithfulnessCorrelation(Model, new FaithfulnessCorrelationOptions { SubsetPixels = 7, Scale = ScoreScale.Native })), Is.EqualTo(1).Within(Rounding));

    [Test]
    public void SensitivityN_OwnContributions_OneAtEverySize()
    {
        var result = new SensitivityN(Model, new SensitivityNOptions { Shares = [0.1, 0.5, 0.9], Runs = 20 }).Evaluate(Own, Photo, Target.Class(0));
        Assert.That(result.Curve!.Y, Is.All.EqualTo(1).Within(Rounding));
    }

    [Test]
    public void FaithfulnessEstimate_OwnContributions_One() =>
        Assert.That(Value(new FaithfulnessEstimate(Model, new OrderedRemovalOptions { StepPixels = 1, Scale = ScoreScale.Native })), Is.EqualTo(1).Within(Rounding));

    [Test]
    public void FaithfulnessEstimate_NegatedContributions_MinusOne()
    {
        var negated = new SaliencyMap(6, 5, Array.ConvertAll(Contributions, v => -v));
        var metric = new FaithfulnessEstimate(Model, new OrderedRemovalOptions { StepPixels = 1, Scale = ScoreScale.Native });
        Assert.That(metric.Evaluate(negated, Photo, Target.Class(0)).Value, Is.EqualTo(-1).Within(Rounding));
    }

    [Test]
    public void MonotonicityCorrelation_OwnContributions_One() =>
        Assert.That(Value(new MonotonicityCorrelation(Model, new OrderedRemovalOptions { StepPixels = 1, Scale = ScoreScale.Native })), Is.EqualTo(1).Within(Rounding));

    [Test]
    public void MuFidelity_OwnContributions_One() =>
        Assert.That(Value(new MuFidelity(Model, new MuFidelityOptions { Cells = 3, Runs = 30, Scale = ScoreScale.Native })), Is.EqualTo(1).Within(1e-3));

    [TestCase(InfidelityPromise.Contribution, true)]
    [TestCase(InfidelityPromise.Contribution, false)]
    public void Infidelity_OwnContributions_Zero(InfidelityPromise promise, bool normalized) =>
        Assert.That(Value(new Infidelity(Model, new InfidelityOptions { SidePixels = 2, Promise = promise, Normalized = normalized })), Is.EqualTo(0).Within(1e-9));

    [Test]
    public void Infidelity_GradientOfAOneChannelModel_Zero()
    {
        var shape = new ImageShape(1, 6, 5);
        float[] weights = Pattern.Values(30, 5);
        var model = new LinearModel(shape, [weights, new float[30]], [0, 0]);
        var metric = new Infidelity(model, new InfidelityOptions { SidePixels = 2, Promise = InfidelityPromise.Gradient, Normalized = false, Imputer = Baseline.ChannelMean });
        Assert.That(metric.Evaluate(new SaliencyMap(6, 5, weights), Pattern.Input(shape, 6), Target.Class(0)).Value, Is.EqualTo(0).Within(1e-9));
    }

    [Test]
    public void Infidelity_ScaledMapNormalized_SameAsUnscaled()
    {
        var metric = new Infidelity(Model, new InfidelityOptions { SidePixels = 2 });
        SaliencyMap other = Pattern.Map(6, 5, 9), scaled = new(6, 5, Array.ConvertAll(other.Values.ToArray(), v => 8 * v));
        Assert.That(metric.Evaluate(scaled, Photo, Target.Class(0)).Value, Is.EqualTo(metric.Evaluate(other, Photo, Target.Class(0)).Value).Within(1e-9));
    }

    [Test]
    public void PixelFlipping_LinearModel_LosesTheContributionsInOrder()
    {
        var result = new PixelFlipping(Model, new OrderedRemovalOptions { StepPixels = 4, Scale = ScoreScale.Native }).Evaluate(Own, Photo, Target.Class(0));
        float[] falling = [.. Contributions.OrderDescending()];
        double[] expected = [.. Enumerable.Range(1, 8).Select(k => 0.5 + falling.Skip(4 * k).Sum(v => (double)v))];
        Assert.That(result.Curve!.Y, Is.EqualTo(expected).Within(Rounding));
    }

    [Test]
    public void RegionPerturbation_LinearModel_LosesThePatchesWithTheHighestMeansFirst()
    {
        var options = new PatchRemovalOptions { PatchPixels = 2, Scale = ScoreScale.Native };
        var result = new RegionPerturbation(Model, options: options).Evaluate(Own, Photo, Target.Class(0));
        var patches = Enumerable.Range(0, 30).GroupBy(i => (i / 5 / 2, i % 5 / 2)).Select(patch => patch.Select(i => (double)Contributions[i]).ToArray()).ToArray();
        double[] sums = [.. patches.OrderByDescending(patch => patch.Average()).Select(patch => patch.Sum())];
        double[] expected = [.. Enumerable.Range(1, sums.Length).Select(k => sums.Take(k).Sum())];
        Assert.That(result.Curve!.Y, Is.EqualTo(expected).Within(Rounding));
        Assert.That(result.Value, Is.EqualTo(expected.Sum() / (expected.Length + 1)).Within(Rounding));
    }

    [Test]
    public void Monotonicity_PositiveContributions_NeverFalls()
    {
        var positive = new LinearModel(Shape, [Array.ConvertAll(Photo.Values.ToArray(), v => v), new float[Shape.Length]], [0, 0]);
        Assert.That(new Monotonicity(positive, new OrderedRemovalOptions { Scale = ScoreScale.Native }).Evaluate(Pattern.Map(6, 5, 3), Photo, Target.Class(0)).Value, Is.EqualTo(1));
    }

    [Test]
    public void Road_OwnContributions_BetterThanNegatedByTheSameAmount()
    {
        var metric = new Road(Model, new RoadOptions { Imputer = Baseline.Zero, Scale = ScoreScale.Native });
        double own = metric.Evaluate(Own, Photo, Target.Class(0)).Value;
        double negated = metric.Evaluate(new SaliencyMap(6, 5, Array.ConvertAll(Contributions, v => -v)), Photo, Target.Class(0)).Value;
        Assert.That(own, Is.GreaterThan(0));
        Assert.That(negated, Is.EqualTo(-own).Within(Rounding));
    }

    [Test]
    public void Road_ConstantMapWithoutNoise_Zero() =>
        Assert.That(new Road(Model, new RoadOptions { Imputer = Imputer.NoisyLinear(0) }).Evaluate(new SaliencyMap(6, 5, new float[30]), Photo, Target.Class(0)).Value, Is.EqualTo(0));

    // 30 pixels: 30 − ⌈0.9 · 29⌉ = 3 and 30 − ⌈0.5 · 29⌉ = 15, in numpy's way.
    [Test]
    public void Road_Curve_StandsAtTheTrueShares()
    {
        var result = new Road(Model, new RoadOptions { Percentages = [10, 50] }).Evaluate(Own, Photo, Target.Class(0));
        Assert.That(result.Curve!.X, Is.EqualTo(new[] { 3 / 30.0, 15 / 30.0 }));
    }

    // A rectified map: two thirds of it are zeros.
    [Test]
    public void Road_TiesTogetherThatReachEveryPixel_Refused()
    {
        var rectified = new SaliencyMap(6, 5, [.. Enumerable.Range(0, 30).Select(i => i < 10 ? i + 1f : 0)]);
        Assert.That(() => new Road(Model, new RoadOptions { Ties = RoadTies.Together, Percentages = [80] }).Evaluate(rectified, Photo, Target.Class(0)),
            Throws.ArgumentException.With.Message.Contains("ties"));
        Assert.That(() => new Road(Model, new RoadOptions { Percentages = [80] }).Evaluate(rectified, Photo, Target.Class(0)), Throws.Nothing);
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(double.NaN)]
    public void Road_PercentageThatRemovesNothingOrAll_Refused(double percent) =>
        Assert.That(() => new Road(Model, new RoadOptions { Percentages = [percent] }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void AverageDrop_MapOfOnes_NothingLost()
    {
        var ones = new SaliencyMap(6, 5, Enumerable.Repeat(1f, 30).ToArray());
        Assert.That(new AverageDrop(Model, new ConfidenceOptions { Scaling = null }).Evaluate(ones, Photo, Target.Class(0)).Value, Is.EqualTo(0));
    }

    [Test]
    public void AverageDrop_SoftMaskBeyondOne_Refused() =>
        Assert.That(() => new AverageDrop(Model, new ConfidenceOptions { Scaling = null }).Evaluate(Own, Photo, Target.Class(0)), Throws.ArgumentException.With.Message.Contains("0..1"));

    [Test]
    public void AverageDrop_ThresholdOfBackgroundAndSubject_HideComplements()
    {
        // With a bias of 0 and logits that add up, hiding one part and the other lose all there is.
        var model = new LinearModel(Shape, [Weights, new float[Shape.Length]], [0, 0], ScoreKind.Probabilities);
        var options = new ConfidenceOptions { Threshold = 0.5 };
        double whole = Contributions.Sum(v => (double)v);
        double background = new DropInConfidence(model, options).Evaluate(Own, Photo, Target.Class(0)).Value;
        double lost = Own.Normalize().Values.ToArray().Zip(Contributions, (m, c) => m < 0.5f ? (double)c : 0).Sum();
        Assert.That(background, Is.EqualTo(Math.Max(0, lost)).Within(Rounding));
        Assert.That(new DropInConfidence(model, options with { Occluded = OccludedPart.Subject }).Evaluate(Own, Photo, Target.Class(0)).Value,
            Is.EqualTo(Math.Max(0, whole - lost)).Within(Rounding));
    }

    [Test]
    public void Insertion_Inpainted_EndsAtTheUntouchedScore()
    {
        var curve = new Insertion(Model, new InsertionOptions { Imputer = Imputer.Telea(), Scale = ScoreScale.Native }).Evaluate(Own, Photo, Target.Class(0)).Curve!;
        Assert.That(curve.Y[^1], Is.EqualTo(0.5 + Contributions.Sum(v => (double)v)).Within(Rounding));
    }

    private static double Value(IModelMetric metric) => metric.Evaluate(Own, Photo, Target.Class(0)).Value;
}
