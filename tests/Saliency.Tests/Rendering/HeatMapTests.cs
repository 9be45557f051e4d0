using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class HeatMapTests
{
    private static byte[] Greys(SaliencyMap map, ValueRange? range)
    {
        var photo = HeatMap.Render(map, new HeatMapOptions { ColorMap = ColorMap.Grey, Range = range });
        return [.. Enumerable.Range(0, photo.Width).Select(x => photo.At(0, x).Red)];
    }

    [Test]
    public void Render_Ramp_GoesFromLowestToHighestColor() =>
        Assert.That(Greys(new SaliencyMap(1, 3, [-2, 0, 2]), null), Is.EqualTo(new byte[] { 0, 128, 255 }));

    [Test]
    public void Render_Map_KeepsItsSize()
    {
        var photo = HeatMap.Render(Pictures.Ramp(3, 5));
        Assert.That((photo.Height, photo.Width), Is.EqualTo((3, 5)));
    }

    [Test]
    public void Render_ConstantMap_IsTheLowestColor() =>
        Assert.That(Greys(new SaliencyMap(1, 3, [7, 7, 7]), null), Is.All.EqualTo(0));

    [Test]
    public void Render_HugeRange_DoesNotOverflow() =>
        Assert.That(Greys(new SaliencyMap(1, 2, [-float.MaxValue, float.MaxValue]), null), Is.EqualTo(new byte[] { 0, 255 }));

    [Test]
    public void Render_DivergingZero_IsTheMiddleColorThoughTheMapIsLopsided() =>
        Assert.That(HeatMap.Render(new SaliencyMap(1, 3, [-1, 0, 9]), new HeatMapOptions { ColorMap = ColorMap.Diverging }).At(0, 1), Is.EqualTo(ColorMap.Diverging[0.5]));

    [Test]
    public void Render_MapOfBothSigns_HasZeroInTheMiddleOfDivergingColors() =>
        Assert.That(HeatMap.Render(new SaliencyMap(1, 3, [-1, 0, 9])).At(0, 1), Is.EqualTo(ColorMap.Diverging[0.5]));

    [Test]
    public void Render_MapOfOneSign_IsInferno() =>
        Assert.That(HeatMap.Render(new SaliencyMap(1, 3, [0, 1, 9])).At(0, 0), Is.EqualTo(ColorMap.Inferno[0]));

    [Test]
    public void Render_DivergingZeros_AreTheMiddleColor() =>
        Assert.That(HeatMap.Render(new SaliencyMap(1, 1, [0]), new HeatMapOptions { ColorMap = ColorMap.Diverging }).At(0, 0), Is.EqualTo(ColorMap.Diverging[0.5]));

    [Test]
    public void Clipped_Outlier_DoesNotDarkenTheRest()
    {
        // 0..99 and one pixel of a million: the 99th percentile of 101 values is the value 99.
        var values = Enumerable.Range(0, 100).Select(i => (float)i).Append(1e6f).ToArray();
        var greys = Greys(new SaliencyMap(1, 101, values), ValueRange.Clipped(99));
        Assert.That(greys[99], Is.EqualTo(255));
    }

    [Test]
    public void Clipped_OnePixelAmongZeros_StillShowsIt() =>
        Assert.That(Greys(Pictures.Spot(1, 1000, 0, 3), ValueRange.Clipped(99))[3], Is.EqualTo(255));

    [Test]
    public void Symmetric_Percentile_IsThatOfAbsoluteValues() =>
        Assert.That(Greys(new SaliencyMap(1, 5, [0, -1, 2, -3, 400]), ValueRange.Symmetric(75)), Is.EqualTo(new byte[] { 128, 85, 213, 0, 255 }));

    [Test]
    public void Fixed_ValuesBeyond_TakeTheEnds() =>
        Assert.That(Greys(new SaliencyMap(1, 3, [-5, 1, 5]), ValueRange.Fixed(0, 2)), Is.EqualTo(new byte[] { 0, 128, 255 }));

    [TestCase(50)]
    [TestCase(100.5)]
    [TestCase(double.NaN)]
    public void Clipped_PercentileOutside_IsRefused(double percentile) =>
        Assert.That(() => ValueRange.Clipped(percentile), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(double.NaN, 1)]
    public void Fixed_NoRange_IsRefused(double low, double high) =>
        Assert.That(() => ValueRange.Fixed(low, high), Throws.ArgumentException);
}
