using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class XraiTests
{
    private const int Height = 20, Width = 18;

    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, Height, Width), 1);

    [TestCase(XraiAlgorithm.Full, 1)]
    [TestCase(XraiAlgorithm.Full, 0.4)]
    [TestCase(XraiAlgorithm.Fast, 1)]
    public void Rank_ManyOverlappingSegments_AsWhenEverySumIsMadeAnew(XraiAlgorithm algorithm, double area)
    {
        var map = Pattern.Map(Height, Width, 5);
        var segments = Rectangles(60);
        var result = Xrai.Rank(map, Photo, new() { Algorithm = algorithm, AreaFraction = area, MinimumNewPixels = 7, Segments = segments });
        var expected = SlowRanking.Of(map, segments, algorithm, area, 7);
        Assert.That(result.Map.Values.ToArray(), Is.EqualTo(expected.Map).Within(1e-6));
        Assert.That(result.Regions.Select(r => r.Pixels.Values.ToArray()), Is.EqualTo(expected.Regions));
    }

    [TestCase(XraiAlgorithm.Full)]
    [TestCase(XraiAlgorithm.Fast)]
    public void Rank_AnySegments_KeepsTheTotal(XraiAlgorithm algorithm)
    {
        var map = Pattern.Map(Height, Width, 6);
        var result = Xrai.Rank(map, Photo, new() { Algorithm = algorithm, Segments = Rectangles(9) });
        Assert.That(result.Map.Values.ToArray().Sum(v => (double)v), Is.EqualTo(map.Values.ToArray().Sum(v => (double)v)).Within(1e-4));
    }

    [Test]
    public void Rank_AnySegments_EveryPixelInOneRegionAndGainsFall()
    {
        var regions = Xrai.Rank(Pattern.Map(Height, Width, 6), Photo, new() { Segments = Rectangles(30), MinimumNewPixels = 1, }).Regions;
        Assert.That(Enumerable.Range(0, Height * Width).Select(p => regions.Count(r => r.Pixels.Values[p])), Is.All.EqualTo(1));
        Assert.That(regions.SkipLast(1).Select(r => r.Gain), Is.Ordered.Descending);
    }

    [Test]
    public void Rank_NoSegments_TheMeanEverywhere()
    {
        var map = Pattern.Map(Height, Width, 6);
        var result = Xrai.Rank(map, Photo, new() { Segments = [] });
        Assert.That(result.Map.Values.ToArray(), Is.All.EqualTo(map.Values.ToArray().Average()).Within(1e-6));
    }

    [Test]
    public void Top_HalfTheImage_FirstRegionsThatCoverIt()
    {
        var result = Xrai.Rank(Pattern.Map(Height, Width, 6), Photo, new() { Segments = Rectangles(30), MinimumNewPixels = 1 });
        int count = 0, regions = 0;
        while (count < Height * Width / 2) count += result.Regions[regions++].Pixels.Count;
        Assert.That(result.Top(0.5).Count, Is.EqualTo(count));
        Assert.That((result.Top(0).Count, result.Top(1).Count), Is.EqualTo((0, Height * Width)));
    }

    [Test]
    public void Rank_GivenAttributions_LargestOfTheChannels()
    {
        var model = new LinearModel(Photo.Shape, [Pattern.Values(Photo.Shape.Length, 3)], [0]);
        float[] weights = Pattern.Values(Photo.Shape.Length, 3);
        var largest = new SaliencyMap(Height, Width, [.. Enumerable.Range(0, Height * Width).Select(p => Enumerable.Range(0, 3).Max(c => weights[(c * Height * Width) + p]))]);
        var options = new XraiOptions { Segments = Rectangles(30) };
        Assert.That(new Xrai(new Gradient(model), options).Explain(Photo, Target.Predicted).Values.ToArray(), Is.EqualTo(Xrai.Rank(largest, Photo, options).Map.Values.ToArray()));
    }

    [Test]
    public void Rank_SegmentsOfAnotherSize_Refused() =>
        Assert.That(() => Xrai.Rank(Pattern.Map(Height, Width, 1), Photo, new() { Segments = [new Mask(2, 2, new bool[4])] }),
            Throws.ArgumentException.With.Message.Contains("20×18").And.Message.Contains("2×2"));

    [Test]
    public void Rank_MapOfAnotherSize_Refused() =>
        Assert.That(() => Xrai.Rank(Pattern.Map(3, 4, 1), Photo), Throws.ArgumentException.With.Message.Contains("3×4"));

    [Test]
    public void Explain_AttributionsOfALayer_Refused()
    {
        var xrai = new Xrai(new LayerActivationTimesGradient(LinearModel.Usual()), new() { Segments = [] });
        Assert.That(() => xrai.Explain(Pattern.Input(new ImageShape(3, 12, 10), 1), Target.Predicted), Throws.InvalidOperationException.With.Message.Contains("7×6×5"));
    }

    private static Mask[] Rectangles(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        int[] corner = Array.ConvertAll(Pattern.Values(4, 900 + i), v => (int)((v + 1) / 2 * 1000));
        int top = corner[0] % (Height - 4), left = corner[1] % (Width - 4), height = 2 + (corner[2] % 9), width = 2 + (corner[3] % 9);
        var values = new bool[Height * Width];
        for (int p = 0; p < values.Length; p++) values[p] = p / Width >= top && p / Width < top + height && p % Width >= left && p % Width < left + width;
        return new Mask(Height, Width, values);
    })];
}
