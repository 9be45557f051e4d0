using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class SaliencyMapTests
{
    [Test]
    public void Constructor_WrongNumberOfValues_RefusedWithBothNumbers() =>
        Assert.That(() => new SaliencyMap(2, 3, new float[5]), Throws.ArgumentException.With.Message.Contains("6").And.Message.Contains("5"));

    [Test]
    public void Constructor_NaN_RefusedWithRowAndColumn() =>
        Assert.That(() => new SaliencyMap(2, 3, [0, 0, 0, 0, 0, float.NaN]), Throws.ArgumentException.With.Message.Contains("row 1, column 2"));

    [Test]
    public void Indexer_Pixel_RowThenColumn() => Assert.That(new SaliencyMap(2, 3, [0, 1, 2, 3, 4, 5])[1, 0], Is.EqualTo(3));

    [TestCase(2, 0)]
    [TestCase(0, 3)]
    [TestCase(-1, 0)]
    public void Indexer_OutsideTheMap_Refused(int y, int x) =>
        Assert.That(() => new SaliencyMap(2, 3, new float[6])[y, x], Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Peak_Ties_FirstInRowOrder() => Assert.That(new SaliencyMap(2, 2, [0, 7, 7, 7]).Peak, Is.EqualTo((0, 1)));

    [Test]
    public void Normalize_MinMax_ZeroToOne() =>
        Assert.That(new SaliencyMap(1, 3, [-2, 0, 6]).Normalize().Values.ToArray(), Is.EqualTo(new[] { 0, 0.25f, 1 }));

    [Test]
    public void Normalize_MinMaxOfAConstantMap_Zeros() =>
        Assert.That(new SaliencyMap(1, 3, [4, 4, 4]).Normalize().Values.ToArray(), Is.All.Zero);

    [Test]
    public void Normalize_RangeBeyondAFloat_StaysFinite() =>
        Assert.That(new SaliencyMap(1, 3, [float.MinValue, 0, float.MaxValue]).Normalize().Values.ToArray(), Is.EqualTo(new[] { 0, 0.5f, 1 }));

    [Test]
    public void Normalize_MaxAbsolute_SignKept() =>
        Assert.That(new SaliencyMap(1, 3, [-4, 0, 2]).Normalize(Normalization.MaxAbsolute).Values.ToArray(), Is.EqualTo(new[] { -1, 0, 0.5f }));

    [Test]
    public void Normalize_Sum_SharesOfTheSum() =>
        Assert.That(new SaliencyMap(1, 3, [1, 0, 3]).Normalize(Normalization.Sum).Values.ToArray(), Is.EqualTo(new[] { 0.25f, 0, 0.75f }));

    [Test]
    public void Normalize_SumThatIsNotPositive_Refused() =>
        Assert.That(() => new SaliencyMap(1, 2, [1, -1]).Normalize(Normalization.Sum), Throws.InvalidOperationException);

    [Test]
    public void Top_Ties_LowestIndexFirst() =>
        Assert.That(new SaliencyMap(1, 4, [1, 1, 1, 0]).Top(0.5).Values.ToArray(), Is.EqualTo(new[] { true, true, false, false }));

    [TestCase(0, 0)]
    [TestCase(0.1, 4)]
    [TestCase(0.3, 13)]
    [TestCase(1, 42)]
    public void Top_Fraction_ExactlyThatManyPixels(double fraction, int count) =>
        Assert.That(Pattern.Map(6, 7, 1).Top(fraction).Count, Is.EqualTo(count));

    [Test]
    public void Top_Fraction_NoPixelOutsideIsHigher()
    {
        var map = Pattern.Map(6, 7, 1);
        var top = map.Top(0.4);
        var pixels = Enumerable.Range(0, 42).ToLookup(i => top.Values[i], i => map.Values[i]);
        Assert.That(pixels[true].Min(), Is.GreaterThan(pixels[false].Max()));
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void Top_FractionOutOfRange_Refused(double fraction) =>
        Assert.That(() => new SaliencyMap(1, 1, [0]).Top(fraction), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Resize_TwoPixelsToFour_HalfPixelCentres() =>
        Assert.That(new SaliencyMap(1, 2, [0, 4]).Resize(1, 4).Values.ToArray(), Is.EqualTo(new float[] { 0, 1, 3, 4 }));

    [Test]
    public void Resize_SameSize_SameMap()
    {
        var map = Pattern.Map(3, 4, 1);
        Assert.That(map.Resize(3, 4), Is.SameAs(map));
    }

    [Test]
    public void Resize_Origin_Kept()
    {
        var origin = new MapOrigin("method", "target", "model", "options", 7);
        Assert.That(new SaliencyMap(1, 2, [0, 1], origin).Resize(2, 4).Origin, Is.EqualTo(origin));
    }

    [Test]
    public void Mean_TwoMaps_PixelByPixel() =>
        Assert.That(SaliencyMap.Mean(new SaliencyMap(1, 2, [1, 2]), new SaliencyMap(1, 2, [3, -4])).Values.ToArray(), Is.EqualTo(new float[] { 2, -1 }));

    [Test]
    public void Mean_MapsOfSeveralSizes_RefusedWithBothSizes() =>
        Assert.That(() => SaliencyMap.Mean(new SaliencyMap(1, 2, [1, 2]), new SaliencyMap(2, 1, [3, 4])), Throws.ArgumentException.With.Message.Contains("1×2").And.Message.Contains("2×1"));

    [Test]
    public void Mean_NoMaps_Refused() => Assert.That(() => SaliencyMap.Mean(), Throws.ArgumentException);
}
