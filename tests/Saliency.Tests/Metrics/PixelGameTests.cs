using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

internal sealed class PixelGameTests
{
    // Double sums of floats that the model rounds to float once.
    private const double Rounding = 1e-5;

    private static readonly ImageShape Shape = new(2, 4, 5);

    private static readonly float[] Weights = Pattern.Values(Shape.Length, 1);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 2);

    private static readonly LinearModel Model = new(Shape, [Weights, new float[Shape.Length]], [0.5f, 0]);

    private static readonly SaliencyMap Map = Pattern.Map(4, 5, 3);

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(20)]
    [TestCase(50)]
    public void Deletion_LinearModel_LosesTheContributionsInTheMapsOrder(int step)
    {
        var result = new Deletion(Model, new DeletionOptions { StepPixels = step, Scale = ScoreScale.Native }).Evaluate(Map, Photo, Target.Class(0));
        double[] expected = [.. Changed(step).Select(n => 0.5 + Order().Skip(n).Sum(Contribution))];
        Assert.That(result.Curve!.Y, Is.EqualTo(expected).Within(Rounding));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(20)]
    public void Insertion_LinearModelFromZero_GainsTheContributionsInTheMapsOrder(int step)
    {
        var result = new Insertion(Model, new InsertionOptions { StepPixels = step, Scale = ScoreScale.Native, Imputer = Baseline.Zero }).Evaluate(Map, Photo, Target.Class(0));
        double[] expected = [.. Changed(step).Select(n => 0.5 + Order().Take(n).Sum(Contribution))];
        Assert.That(result.Curve!.Y, Is.EqualTo(expected).Within(Rounding));
    }

    [Test]
    public void Deletion_ShortLastStep_WeighsAsMuchAsTheOthers()
    {
        var result = new Deletion(Model, new DeletionOptions { StepPixels = 7 }).Evaluate(Map, Photo, Target.Class(0));
        var c = result.Curve!.Y;
        Assert.That(result.Value, Is.EqualTo(((c[0] / 2) + c[1] + c[2] + (c[3] / 2)) / 3).Within(1e-12));
    }

    [Test]
    public void Deletion_ShortLastStep_CurveStandsAtTheTrueShares()
    {
        var result = new Deletion(Model, new DeletionOptions { StepPixels = 7 }).Evaluate(Map, Photo, Target.Class(0));
        Assert.That(result.Curve!.X, Is.EqualTo(new[] { 0, 7 / 20.0, 14 / 20.0, 1 }));
    }

    [Test]
    public void Deletion_NumberOfSteps_SpreadAndRoundedDown()
    {
        var result = new Deletion(Model, new DeletionOptions { Steps = 3 }).Evaluate(Map, Photo, Target.Class(0));
        Assert.That(result.Curve!.X, Is.EqualTo(new[] { 0, 6 / 20.0, 13 / 20.0, 1 }));
    }

    [TestCase(224, 225)]
    [TestCase(5, 6)]
    public void Deletion_DefaultStep_OneRowsWorthOfPixels(int side, int points)
    {
        var shape = new ImageShape(1, side, side);
        var model = new LinearModel(shape, [new float[shape.Length], new float[shape.Length]], [0, 0]);
        var result = new Deletion(model).Evaluate(new SaliencyMap(side, side, new float[shape.PlaneLength]), new ModelInput(shape, new float[shape.Length]), Target.Predicted);
        Assert.That(result.Curve!.Y, Has.Length.EqualTo(points));
    }

    [Test]
    public void Deletion_ConstantMap_LowestIndexFirst()
    {
        var flat = new SaliencyMap(4, 5, new float[20]);
        var falling = new SaliencyMap(4, 5, [.. Enumerable.Range(0, 20).Select(i => -(float)i)]);
        var metric = new Deletion(Model, new DeletionOptions { StepPixels = 1 });
        Assert.That(metric.Evaluate(flat, Photo, Target.Predicted).Curve!.Y, Is.EqualTo(metric.Evaluate(falling, Photo, Target.Predicted).Curve!.Y));
    }

    [Test]
    public void Deletion_MapOfTheTrueContributions_BestOfAllMaps()
    {
        var metric = new Deletion(Model, new DeletionOptions { StepPixels = 1, Scale = ScoreScale.Native });
        var truth = new SaliencyMap(4, 5, [.. Enumerable.Range(0, 20).Select(p => (float)Contribution(p))]);
        double best = metric.Evaluate(truth, Photo, Target.Class(0)).Value;
        Assert.That(Enumerable.Range(10, 30).Select(seed => metric.Evaluate(Pattern.Map(4, 5, seed), Photo, Target.Class(0)).Value), Is.All.GreaterThan(best));
    }

    [Test]
    public void Insertion_ReversedMap_MirrorsTheDeletionOfTheMap()
    {
        var reversed = new SaliencyMap(4, 5, Array.ConvertAll(Map.Values.ToArray(), v => -v));
        var deletion = new Deletion(Model, new DeletionOptions { StepPixels = 4 }).Evaluate(Map, Photo, Target.Class(0));
        var insertion = new Insertion(Model, new InsertionOptions { StepPixels = 4, Imputer = Baseline.Zero }).Evaluate(reversed, Photo, Target.Class(0));
        Assert.That(insertion.Curve!.Y, Is.EqualTo(deletion.Curve!.Y.Reverse()));
    }

    [Test]
    public void Insertion_Default_StartsFromTheBlurredImage()
    {
        var blurred = new float[Shape.Length];
        Baseline.Blur(11, 5).Fill(Photo, blurred);
        var result = new Insertion(Model, new InsertionOptions { Scale = ScoreScale.Native }).Evaluate(Map, Photo, Target.Class(0));
        Assert.That(result.Curve!.Y[0], Is.EqualTo(0.5 + blurred.Zip(Weights, (x, w) => (double)x * w).Sum()).Within(Rounding));
    }

    [Test]
    public void Deletion_PredictedClass_StaysTheOneOfTheUntouchedImage()
    {
        // Class 0 wins while the image is there, class 1 once it is gone.
        float[] ones = Enumerable.Repeat(1f, Shape.Length).ToArray();
        var model = new LinearModel(Shape, [ones, new float[Shape.Length]], [0, 1]);
        var result = new Deletion(model, new DeletionOptions { Scale = ScoreScale.Native }).Evaluate(Map, new ModelInput(Shape, ones), Target.Predicted);
        Assert.That(result.Curve!.Y[^1], Is.Zero);
    }

    [Test]
    public void Constructor_SizeAndNumberOfSteps_Refused() =>
        Assert.That(() => new Deletion(Model, new DeletionOptions { StepPixels = 4, Steps = 5 }), Throws.ArgumentException.With.Message.Contains("both"));

    [TestCase(0, null)]
    [TestCase(null, 0)]
    [TestCase(null, 21)]
    public void Constructor_StepsThatDoNotFit_Refused(int? stepPixels, int? steps) =>
        Assert.That(() => new Insertion(Model, new InsertionOptions { StepPixels = stepPixels, Steps = steps }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static int[] Order() => [.. Enumerable.Range(0, 20).OrderByDescending(p => Map.Values[p])];

    private static double Contribution(int pixel) => ((double)Weights[pixel] * Photo.Values[pixel]) + ((double)Weights[20 + pixel] * Photo.Values[20 + pixel]);

    private static IEnumerable<int> Changed(int step)
    {
        for (int n = 0; n < 20; n += step) yield return n;
        yield return 20;
    }
}
