namespace Saliency.Tests;

internal sealed class FixationsTests
{
    [TestCase(-1, 0)]
    [TestCase(0, 3)]
    [TestCase(2, 0)]
    public void Constructor_PointOutside_RefusedWithThePoint(int y, int x) =>
        Assert.That(() => new Fixations(2, 3, (0, 0), (y, x)), Throws.ArgumentException.With.Message.Contains($"row {y}, column {x}"));

    [Test]
    public void At_Mask_PixelsInRowOrder() =>
        Assert.That(Fixations.At(new Mask(2, 2, [false, true, true, false])).Points, Is.EqualTo(new[] { (0, 1), (1, 0) }));

    [Test]
    public void Distinct_RepeatedPixel_KeptOnce() =>
        Assert.That(new Fixations(2, 2, (1, 1), (0, 0), (1, 1)).Distinct().Points, Is.EqualTo(new[] { (1, 1), (0, 0) }));

    [Test]
    public void Union_OfTwo_AllPoints() =>
        Assert.That(Fixations.Union(new Fixations(2, 2, (1, 1)), new Fixations(2, 2, (1, 1), (0, 1))).Points, Is.EqualTo(new[] { (1, 1), (1, 1), (0, 1) }));

    [Test]
    public void Union_OfTwoSizes_RefusedWithBoth() =>
        Assert.That(() => Fixations.Union(new Fixations(2, 2), new Fixations(3, 2)), Throws.ArgumentException.With.Message.Contains("2×2").And.Message.Contains("3×2"));

    // Centres ½, 1½, 2½ of three rows lie at 1, 3, 5 of six and at ⅓, 1, 1⅔ of two.
    [TestCase(6, 1, 3, 5)]
    [TestCase(2, 0, 1, 1)]
    [TestCase(3, 0, 1, 2)]
    public void Resize_Rows_PixelsThatCentresFallInto(int height, params int[] expected) =>
        Assert.That(new Fixations(3, 1, (0, 0), (1, 0), (2, 0)).Resize(height, 1).Points.Select(p => p.Y), Is.EqualTo(expected));

    [Test]
    public void Density_OnePoint_IsAGaussian()
    {
        var density = new Fixations(31, 31, (15, 15)).Density(2);
        Assert.That(density[15, 17] / density[15, 15], Is.EqualTo(Math.Exp(-0.5)).Within(1e-6));
    }

    [Test]
    public void Density_AtACorner_SumsToOne([Values] FixationBorder border) =>
        Assert.That(Sum(new Fixations(9, 8, (0, 0)).Density(2, border)), Is.EqualTo(1).Within(1e-6));

    [Test]
    public void Density_SecondFixationOnAPixel_CountsTwice()
    {
        var density = new Fixations(5, 41, (2, 5), (2, 5), (2, 35)).Density(1);
        Assert.That(density[2, 5] / density[2, 35], Is.EqualTo(2).Within(1e-6));
    }

    [Test]
    public void Density_NoFixations_Refused() => Assert.That(() => new Fixations(3, 3).Density(1), Throws.InvalidOperationException);

    [Test]
    public void LowPass_OnePoint_KeepsTheCount() => Assert.That(Sum(new Fixations(32, 32, (3, 30)).LowPass(4)), Is.EqualTo(1).Within(1e-5));

    // Far from the edges the filter is a Gaussian of σ = side · √(ln 2 / 2) / (π cutoff).
    [Test]
    public void LowPass_OnePoint_IsTheGaussianOfItsCutoff()
    {
        var map = new Fixations(64, 64, (32, 32)).LowPass(8);
        double sigma = 64 * Math.Sqrt(Math.Log(2) / 2) / (Math.PI * 8);
        Assert.That(map[32, 34] / map[32, 32], Is.EqualTo(Math.Exp(-2 / (sigma * sigma))).Within(1e-3));
    }

    [TestCase(0)]
    [TestCase(double.NaN)]
    public void LowPass_NoCutoff_Refused(double cutoff) =>
        Assert.That(() => new Fixations(4, 4, (0, 0)).LowPass(cutoff), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // A screen of 1000 pixels on 50 cm, seen from 57.29 cm: one degree is almost one centimetre.
    [Test]
    public void PixelsPerDegree_AtArmsLength_AboutOneCentimetre() =>
        Assert.That(Fixations.PixelsPerDegree(1000, 50, 57.29), Is.EqualTo(20).Within(0.01));

    private static double Sum(SaliencyMap map) => map.Values.ToArray().Sum(v => (double)v);
}
