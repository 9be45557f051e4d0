using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class OcclusionTests
{
    // Sums over a handful of floats, rounded to float once.
    private const double Rounding = 1e-5;

    private static readonly ImageShape Shape = new(2, 6, 8);

    private static readonly float[] Weights = Pattern.Values(Shape.Length, 1);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 2);

    private static readonly LinearModel Model = new(Shape, [Weights, new float[Shape.Length]], [0.5f, 0]);

    [Test]
    public void Explain_LinearModelWindowByWindow_WeightTimesValueSummedOverTheWindow()
    {
        var map = Explain(new OcclusionOptions { Window = (2, 4), Stride = (2, 4) });
        Assert.That(map, Is.EqualTo(PixelMap((y, x) => Drop(y / 2 * 2, x / 4 * 4, 2, 4))).Within(Rounding));
    }

    [Test]
    public void Explain_LinearModelPixelByPixel_ValueMinusBaselineTimesWeight()
    {
        var map = Explain(new OcclusionOptions { Window = (1, 1), Stride = (1, 1), Imputer = Baseline.Color(0.25f, -0.5f) });
        Assert.That(map, Is.EqualTo(PixelMap((y, x) => Drop(y, x, 1, 1, [0.25, -0.5]))).Within(Rounding));
    }

    [Test]
    public void Explain_OneChannel_OnlyItsValuesCount()
    {
        var map = Explain(new OcclusionOptions { Window = (1, 1), Stride = (1, 1), Channel = 1 });
        Assert.That(map, Is.EqualTo(PixelMap((y, x) => Value(1, y, x) * Weight(1, y, x))).Within(Rounding));
    }

    // Windows at columns 0, 3 and, cut, 6; at rows 0 and 3.
    [Test]
    public void Explain_WindowsThatDoNotFit_CutAtTheBorder()
    {
        var map = Explain(new OcclusionOptions { Window = (3, 3), Stride = (3, 3) });
        Assert.That(map[7], Is.EqualTo(Drop(0, 6, 3, 2)).Within(Rounding));
    }

    [Test]
    public void Explain_WholeWindowsOnly_UncoveredPixelsAreZero()
    {
        var map = Explain(new OcclusionOptions { Window = (3, 3), Stride = (3, 3), Fit = WindowFit.Whole });
        Assert.That((map[6], map[7]), Is.EqualTo((0f, 0f)));
    }

    [TestCase(OverlapRule.Mean, 3)]
    [TestCase(OverlapRule.Sum, 1)]
    public void Explain_OverlappingWindows_MeanOrSumOfTheirDrops(OverlapRule overlap, int divisor)
    {
        // Row 0 is under one window of each of three columns: pixel (0, 3) under those that begin at columns 1, 2 and 3.
        var map = Explain(new OcclusionOptions { Window = (6, 3), Stride = (6, 1), Overlap = overlap });
        Assert.That(map[3], Is.EqualTo((Drop(0, 1, 6, 3) + Drop(0, 2, 6, 3) + Drop(0, 3, 6, 3)) / divisor).Within(Rounding));
    }

    [Test]
    public void Explain_Probability_DropOfTheSoftmax()
    {
        var map = new Occlusion(Model, new OcclusionOptions { Window = (6, 8), Stride = (6, 8) }).Explain(Photo, Target.Class(0));
        double before = 0.5 + Drop(0, 0, 6, 8), after = 0.5;
        double expected = (1 / (1 + Math.Exp(-before))) - (1 / (1 + Math.Exp(-after)));
        Assert.That(map.Values.ToArray(), Is.All.EqualTo(expected).Within(Rounding));
    }

    [Test]
    public void Explain_Default_SeventhsOverlappingByHalf()
    {
        var model = new LinearModel(new ImageShape(1, 28, 28), [new float[784]], [0]);
        Assert.That(new Occlusion(model).Explain(new ModelInput(model.InputShape, new float[784]), Target.Predicted).Origin.ModelRuns, Is.EqualTo((13 * 13) + 1));
    }

    [TestCase(0, 1, 1, 1)]
    [TestCase(7, 1, 1, 1)]
    [TestCase(1, 9, 1, 1)]
    [TestCase(2, 2, 0, 1)]
    [TestCase(2, 2, 1, 3)]
    public void Constructor_WindowOrStrideThatDoesNotFit_Refused(int height, int width, int strideY, int strideX) =>
        Assert.That(() => new Occlusion(Model, new OcclusionOptions { Window = (height, width), Stride = (strideY, strideX) }), Throws.ArgumentException);

    [TestCase(null)]
    [TestCase(1)]
    public void Explain_InpaintedWindow_DropToWhatItMakesOfTheRest(int? channel)
    {
        var input = Pattern.Input(new ImageShape(2, 4, 8), 5);
        static double F(float[] x) => x.Select((v, i) => v * Math.Sin(i)).Sum();
        var options = new OcclusionOptions { Window = (4, 4), Stride = (4, 4), Imputer = Imputer.Telea(), Channel = channel };
        var map = new Occlusion(new PixelFunction(input.Shape, F), options).Explain(input, Target.Class(0));
        float[] image = new float[64], whole = input.Values.ToArray();
        options.Imputer.Impute(input, [.. Enumerable.Range(0, 32).Select(p => p % 8 < 4)], 0, image);
        if (channel is not null) whole.AsSpan(0, 32).CopyTo(image);
        Assert.That(map[1, 2], Is.EqualTo(F(whole) - F(image)).Within(1e-5));
    }

    [Test]
    public void Constructor_BaselineOfOtherChannels_Refused() =>
        Assert.That(() => new Occlusion(Model, new OcclusionOptions { Imputer = Baseline.Color(1, 2, 3) }), Throws.ArgumentException.With.Message.Contains("1 or 2 values"));

    [Test]
    public void Constructor_ChannelTheInputHasNot_Refused() =>
        Assert.That(() => new Occlusion(Model, new OcclusionOptions { Channel = 2 }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static float[] Explain(OcclusionOptions options) =>
        new Occlusion(Model, options with { Scale = ScoreScale.Native }).Explain(Photo, Target.Class(0)).Values.ToArray();

    private static double Value(int c, int y, int x) => Photo.Values[(c * Shape.PlaneLength) + (y * Shape.Width) + x];

    private static double Weight(int c, int y, int x) => Weights[(c * Shape.PlaneLength) + (y * Shape.Width) + x];

    private static double Drop(int top, int left, int height, int width, double[]? baseline = null)
    {
        double sum = 0;
        for (int c = 0; c < Shape.Channels; c++)
            for (int y = top; y < Math.Min(top + height, Shape.Height); y++)
                for (int x = left; x < Math.Min(left + width, Shape.Width); x++)
                    sum += (Value(c, y, x) - (baseline?[c] ?? 0)) * Weight(c, y, x);
        return sum;
    }

    private static double[] PixelMap(Func<int, int, double> value) =>
        [.. from y in Enumerable.Range(0, Shape.Height) from x in Enumerable.Range(0, Shape.Width) select value(y, x)];
}
