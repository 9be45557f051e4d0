using Saliency.Explainers;
using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class AiseTests
{
    private static readonly ImageShape Shape = new(2, 14, 11);

    private static double Thing(float[] image) => Math.Tanh(Enumerable.Range(0, image.Length).Sum(i => image[i] * (i % Shape.PlaneLength == (4 * 11) + 7 ? 2.0 : Math.Sin(i) / 60)));

    [TestCase(1)]
    [TestCase(9)]
    [TestCase(40)]
    public void Explain_AnyNumberOfPlaces_EqualsThePlainFormula(int places)
    {
        var options = new AiseOptions { PlacesPerWidth = places, KernelWidths = [0.1, 0.3], Baseline = Baseline.Color(0.25f) };
        var model = new PixelFunction(Shape, Thing);
        var input = Pattern.Input(Shape, 5);
        var map = new Aise(model, options).Explain(input, Target.Class(0), new RunContext { BatchSize = 7 });
        Assert.That(map.Values.ToArray(), Is.EqualTo(Plain(input, options)).Within(1e-5));
        Assert.That((model.Images, map.Origin.ModelRuns), Is.EqualTo((1 + (4 * places), 1L + (4 * places))));
    }

    [Test]
    public void Explain_OnePixelThatCounts_PeakNearIt()
    {
        var input = new ModelInput(Shape, [.. Enumerable.Repeat(1f, Shape.Length)]);
        var map = new Aise(new PixelFunction(Shape, Thing), AiseOptions.Balance with { Epsilon = 0 }).Explain(input, Target.Class(0));
        Assert.That(Math.Abs(map.Peak.Y - 4) + Math.Abs(map.Peak.X - 7), Is.LessThanOrEqualTo(1));
        Assert.That(map.Values.ToArray().Max(), Is.InRange(0.5f, 1f));
    }

    [Test]
    public void Explain_OnePixelThatSpeaksAgainst_BelowTheMeanThere()
    {
        var input = new ModelInput(Shape, [.. Enumerable.Repeat(1f, Shape.Length)]);
        var map = new Aise(new PixelFunction(Shape, image => -Thing(image)), new AiseOptions { KernelWidths = [0.1] }).Explain(input, Target.Class(0));
        Assert.That(map[4, 7], Is.LessThan(map.Values.ToArray().Average()));
    }

    [Test]
    public void Explain_ScoresThatAreAllNegative_PeakStillWhereTheyAreHighest()
    {
        // The rest of the image always holds more than a spot.
        var input = new ModelInput(Shape, [.. Enumerable.Repeat(1f, Shape.Length)]);
        var map = new Aise(new PixelFunction(Shape, image => (5 * Thing(image)) + image.Sum()), AiseOptions.Balance with { KernelWidths = [0.1], Epsilon = 0 }).Explain(input, Target.Class(0));
        Assert.That(Math.Abs(map.Peak.Y - 4) + Math.Abs(map.Peak.X - 7), Is.LessThanOrEqualTo(2));
    }

    [TestCase(1, 11)]
    [TestCase(14, 1)]
    [TestCase(1, 1)]
    public void Explain_ImageOfOneRowOrColumn_Finite(int height, int width)
    {
        var shape = new ImageShape(1, height, width);
        var map = new Aise(new PixelFunction(shape, image => image.Sum()), AiseOptions.Speed).Explain(Pattern.Input(shape, 2), Target.Class(0));
        Assert.That(map.Values.ToArray(), Is.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void Presets_Always_AsManyRunsAsTheySay()
    {
        foreach (var (preset, runs) in new[] { (AiseOptions.Speed, 151), (AiseOptions.Balance, 301), (AiseOptions.Quality, 681) })
            Assert.That(new Aise(new PixelFunction(Shape, Thing), preset).Explain(Pattern.Input(Shape, 1), Target.Class(0)).Origin.ModelRuns, Is.EqualTo(runs));
        Assert.That(AiseOptions.Quality.KernelWidths, Is.EqualTo(new[] { 0.075, 0.075 + (0.175 / 3), 0.075 + (0.35 / 3), 0.25 }).Within(1e-12));
    }

    [Test]
    public void New_OptionOutOfRange_Refused()
    {
        var model = new PixelFunction(Shape, Thing);
        Assert.That(() => new Aise(model, new AiseOptions { PlacesPerWidth = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Aise(model, new AiseOptions { KernelWidths = [] }), Throws.ArgumentException.With.Message.Contains("at least one width"));
        Assert.That(() => new Aise(model, new AiseOptions { KernelWidths = [0.1, 0] }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Aise(model, new AiseOptions { Epsilon = double.NaN }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Aise(model, new AiseOptions { Baseline = Baseline.Color(1, 2, 3) }), Throws.ArgumentException);
    }

    /// <summary>Place after place, in doubles.</summary>
    private static double[] Plain(ModelInput input, AiseOptions options)
    {
        var map = new double[Shape.PlaneLength];
        foreach (double width in options.KernelWidths)
        {
            var tried = new List<(double Score, double[] Spot)>();
            var search = new DividingRectangles(2, options.Epsilon);
            for (int asked = 0; asked < options.PlacesPerWidth;)
            {
                var scores = new List<double>();
                foreach (double[] place in search.Points)
                {
                    double[] spot = Spot(place, width);
                    double score = Score(input, spot) - Score(input, [.. spot.Select(g => 1 - g)]);
                    scores.Add(-score);
                    if (asked++ < options.PlacesPerWidth) tried.Add((score, spot));
                }
                search.Accept([.. scores]);
            }
            double lowest = tried.Min(t => t.Score);
            double[] sum = [.. map.Select((_, p) => tried.Sum(t => (t.Score - lowest) * t.Spot[p]))];
            for (int p = 0; sum.Max() > 0 && p < map.Length; p++) map[p] += sum[p] / sum.Max() / options.KernelWidths.Length;
        }
        return map;
    }

    private static double[] Spot(double[] place, double width)
    {
        double[] spot = [.. Enumerable.Range(0, Shape.PlaneLength).Select(p => Math.Exp(-(Square((p / 11 / 13.0) - place[0]) + Square((p % 11 / 10.0) - place[1])) / (2 * width * width)))];
        return [.. spot.Select(v => v / spot.Max())];
    }

    private static double Score(ModelInput input, double[] shown) =>
        (float)Thing([.. input.Values.ToArray().Select((v, i) => (float)((v * shown[i % Shape.PlaneLength]) + (0.25 * (1 - shown[i % Shape.PlaneLength]))))]);

    private static double Square(double v) => v * v;
}
