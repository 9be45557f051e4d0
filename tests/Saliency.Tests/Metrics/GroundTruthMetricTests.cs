using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

internal sealed class GroundTruthMetricTests
{
    private static readonly SaliencyMap Map = Pattern.Map(6, 7, 1);

    [TestCase(3, 5, 1)]
    [TestCase(-0.5, 2, -1)]
    public void PearsonCorrelation_ScaledAndShiftedTruth_PlusOrMinusOne(double scale, double shift, double expected) =>
        Assert.That(new PearsonCorrelation().Evaluate(Map, Changed(v => (float)((scale * v) + shift))).Value, Is.EqualTo(expected).Within(1e-6));

    [Test]
    public void PearsonCorrelation_ConstantMap_Zero() =>
        Assert.That(new PearsonCorrelation().Evaluate(Changed(_ => 0.1f), Map).Value, Is.Zero);

    [Test]
    public void PearsonCorrelation_FourPixels_ByHand() =>
        Assert.That(new PearsonCorrelation().Evaluate(new SaliencyMap(2, 2, [1, 2, 3, 4]), new SaliencyMap(2, 2, [1, 3, 2, 4])).Value, Is.EqualTo(0.8).Within(1e-12));

    [Test]
    public void Similarity_SameDensity_One() =>
        Assert.That(new Similarity().Evaluate(Map, Changed(v => v)).Value, Is.EqualTo(1).Within(1e-12));

    [Test]
    public void Similarity_DensitiesApart_Zero() =>
        Assert.That(new Similarity().Evaluate(new SaliencyMap(1, 2, [0, 1]), new SaliencyMap(1, 2, [1, 0])).Value, Is.Zero);

    // min(¼, ½) + min(¾, ½).
    [Test]
    public void Similarity_PositiveMaps_NotShifted() =>
        Assert.That(new Similarity().Evaluate(new SaliencyMap(1, 2, [1, 3]), new SaliencyMap(1, 2, [2, 2])).Value, Is.EqualTo(0.75).Within(1e-12));

    // The map becomes (0, 1); the constant truth, zero once shifted, counts as uniform.
    [Test]
    public void Similarity_AlwaysShifted_MinimumTakenAway() =>
        Assert.That(new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always }).Evaluate(new SaliencyMap(1, 2, [1, 3]), new SaliencyMap(1, 2, [2, 2])).Value,
            Is.EqualTo(0.5).Within(1e-12));

    // pysaliency's own anchor: the map exp(−½·r²/√3200) on 40×40, centred at (20, 20), against the uniform density.
    [Test]
    public void Similarity_GaussianAgainstUniform_Anchor()
    {
        var gaussian = new SaliencyMap(40, 40, [.. from y in Enumerable.Range(0, 40) from x in Enumerable.Range(0, 40)
            select (float)Math.Exp(-0.5 * (((x - 20) * (x - 20)) + ((y - 20) * (y - 20))) / Math.Sqrt(3200))]);
        var uniform = new SaliencyMap(40, 40, Enumerable.Repeat(1f, 1600).ToArray());
        // The anchor is given to five digits.
        Assert.That(new Similarity().Evaluate(gaussian, uniform).Value, Is.EqualTo(0.54392).Within(1e-5));
    }

    [Test]
    public void MeanAbsoluteError_OppositeMaps_ByHand() =>
        Assert.That(new MeanAbsoluteError().Evaluate(new SaliencyMap(1, 3, [0, 5, 10]), new SaliencyMap(1, 3, [3, 2, 1])).Value, Is.EqualTo(2 / 3.0).Within(1e-7));

    [Test]
    public void TopFractionIoU_RegionOfTheTop_One()
    {
        GroundTruth truth = Map.Top(0.25);
        Assert.That(new TopFractionIoU(new TopFractionIoUOptions { Fraction = 0.25 }).Evaluate(Map, truth).Value, Is.EqualTo(1));
    }

    // The top two are pixels 2 and 3, the region 1 to 3: two in both of three in either.
    [Test]
    public void TopFractionIoU_Region_ByHand() =>
        Assert.That(new TopFractionIoU(new TopFractionIoUOptions { Fraction = 0.5 }).Evaluate(new SaliencyMap(1, 4, [0, 1, 3, 2]), new Mask(1, 4, [false, true, true, true])).Value,
            Is.EqualTo(2 / 3.0).Within(1e-12));

    [Test]
    public void TopFractionIoU_Density_TopFractionOfBoth() =>
        Assert.That(new TopFractionIoU(new TopFractionIoUOptions { Fraction = 0.5 }).Evaluate(new SaliencyMap(1, 4, [0, 1, 3, 2]), new SaliencyMap(1, 4, [0, 9, 0, 5])).Value,
            Is.EqualTo(1 / 3.0).Within(1e-12));

    [Test]
    public void TopFractionIoU_EmptyRegion_Zero() =>
        Assert.That(new TopFractionIoU().Evaluate(Map, new Mask(6, 7, new bool[42])).Value, Is.Zero);

    [Test]
    public void TopFractionIoU_RegionAndDensity_RegionDecides()
    {
        var truth = new GroundTruth { Region = new Mask(1, 2, [true, false]), Density = new SaliencyMap(1, 2, [0, 1]) };
        Assert.That(new TopFractionIoU(new TopFractionIoUOptions { Fraction = 0.5 }).Evaluate(new SaliencyMap(1, 2, [1, 0]), truth).Value, Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(1.01)]
    [TestCase(double.NaN)]
    public void TopFractionIoU_FractionOutOfRange_Refused(double fraction) =>
        Assert.That(() => new TopFractionIoU(new TopFractionIoUOptions { Fraction = fraction }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static SaliencyMap Changed(Func<float, float> change) => new(Map.Height, Map.Width, [.. Map.Values.ToArray().Select(change)]);
}
