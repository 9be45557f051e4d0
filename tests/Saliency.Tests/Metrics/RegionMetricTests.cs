using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

/// <summary>Metrics against a region, by hand; what an empty and a full region give.</summary>
internal sealed class RegionMetricTests
{
    private static readonly SaliencyMap Map = Pattern.Map(6, 7, 1);

    private static readonly Mask Empty = new(6, 7, new bool[42]);

    private static IEnumerable<IGroundTruthMetric> ZeroOfEmpty =>
    [
        new PointingGame(), new PointingGame(new PointingGameOptions { TolerancePixels = 99, Peak = PeakRule.Any }), new EnergyPointingGame(), new RelevanceMassAccuracy(),
        new TopKIntersection(), new TopFractionIoU(), new ThresholdIoU(), new Dice(), new SaliencyCoverage(), new Focus(),
    ];

    private static IEnumerable<IGroundTruthMetric> RefusesEmpty =>
        [new RelevanceRankAccuracy(), new RegionAuc(), new GroundTruthCoverage(), new TopKIntersection(new TopKIntersectionOptions { ConceptInfluence = true })];

    [TestCaseSource(nameof(ZeroOfEmpty))]
    public void Evaluate_EmptyRegion_Zero(IGroundTruthMetric metric) => Assert.That(metric.Evaluate(Map, Empty).Value, Is.Zero);

    [TestCaseSource(nameof(RefusesEmpty))]
    public void Evaluate_EmptyRegion_Refused(IGroundTruthMetric metric) =>
        Assert.That(() => metric.Evaluate(Map, Empty), Throws.ArgumentException.With.Message.Contains("empty").And.Message.Contains(metric.Name));

    [Test]
    public void RegionAuc_RegionFillsTheImage_Refused() =>
        Assert.That(() => new RegionAuc().Evaluate(Map, new Mask(6, 7, Enumerable.Repeat(true, 42).ToArray())), Throws.ArgumentException.With.Message.Contains("fills"));

    // Of the pairs of a marked and another pixel (3 over 1 and 2, 2 over 1 and level with 2): 3½ of 4.
    [Test]
    public void RegionAuc_TieAcrossTheBorder_CountsHalf() =>
        Assert.That(new RegionAuc().Evaluate(new SaliencyMap(1, 4, [1, 2, 2, 3]), new Mask(1, 4, [false, false, true, true])).Value, Is.EqualTo(3.5 / 4));

    [TestCase(1.9, 0)]
    [TestCase(2, 1)]
    public void PointingGame_TwoPixelsAway_HitWithinTheTolerance(double tolerance, double expected) =>
        Assert.That(new PointingGame(new PointingGameOptions { TolerancePixels = tolerance }).Evaluate(new SaliencyMap(1, 4, [1, 0, 0, 0]), new Mask(1, 4, [false, false, true, false])).Value,
            Is.EqualTo(expected));

    // A knight's move away: √5.
    [TestCase(2.2, 0)]
    [TestCase(2.3, 1)]
    public void PointingGame_Diagonal_EuclideanDistance(double tolerance, double expected) =>
        Assert.That(new PointingGame(new PointingGameOptions { TolerancePixels = tolerance }).Evaluate(new SaliencyMap(2, 3, [9, 0, 0, 0, 0, 0]), new Mask(2, 3, [false, false, false, false, false, true])).Value,
            Is.EqualTo(expected));

    [TestCase(PeakRule.First, 0)]
    [TestCase(PeakRule.Any, 1)]
    public void PointingGame_TwoPeaks_FirstOrAny(PeakRule rule, double expected) =>
        Assert.That(new PointingGame(new PointingGameOptions { Peak = rule }).Evaluate(new SaliencyMap(1, 3, [5, 0, 5]), new Mask(1, 3, [false, false, true])).Value, Is.EqualTo(expected));

    // Inside −1 + 3, outside 2.
    [TestCase(RelevanceSign.Positive, 3 / 5.0)]
    [TestCase(RelevanceSign.Absolute, 4 / 6.0)]
    [TestCase(RelevanceSign.AsIs, 2 / 4.0)]
    public void RelevanceMassAccuracy_BothSigns_ByHand(RelevanceSign sign, double expected) =>
        Assert.That(new RelevanceMassAccuracy(new RelevanceMassAccuracyOptions { Sign = sign }).Evaluate(new SaliencyMap(1, 3, [-1, 3, 2]), new Mask(1, 3, [true, true, false])).Value,
            Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void EnergyPointingGame_AsIs_Refused() =>
        Assert.That(() => new EnergyPointingGame(new EnergyPointingGameOptions { Sign = RelevanceSign.AsIs }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Coverage_TwoOfFourSalientOneOfThreeMarked_ByHand()
    {
        var map = new SaliencyMap(1, 4, [0, 1, 3, 2]);
        Mask region = new(1, 4, [true, true, true, false]);
        var half = SalientPixels.Top(0.5);
        Assert.That((new SaliencyCoverage(new SaliencyCoverageOptions { Salient = half }).Evaluate(map, region).Value,
            new GroundTruthCoverage(new GroundTruthCoverageOptions { Salient = half }).Evaluate(map, region).Value,
            new Dice(new DiceOptions { Salient = half }).Evaluate(map, region).Value), Is.EqualTo((1 / 2.0, 1 / 3.0, 2 / 5.0)));
    }

    [Test]
    public void Above_ConstantMap_Nothing() => Assert.That(new SaliencyMap(1, 2, [3, 3]).Above(0).Count, Is.Zero);

    [Test]
    public void Above_Threshold_StrictlyAboveInTheScaledMap() =>
        Assert.That(new SaliencyMap(1, 3, [1, 2, 3]).Above(0.5).Values.ToArray(), Is.EqualTo(new[] { false, false, true }));

    [Test]
    public void FocusRegion_OddSides_MiddleBelongsToTheLowerAndRightTiles() =>
        Assert.That(Focus.Region(3, 3, MosaicTiles.TopLeft | MosaicTiles.BottomRight).Values.ToArray(), Is.EqualTo(new[] { true, false, false, false, true, true, false, true, true }));

    [Test]
    public void FocusRegion_NoTileOfAMosaic_Refused() =>
        Assert.That(() => Focus.Region(2, 2, (MosaicTiles)16), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // Gini of (0, 0, 1): 2/3 but for the addend. Entropy of (½, ½, 0): ln 2.
    [Test]
    public void SparsenessAndComplexity_ThreePixels_ByHand() =>
        Assert.That((new Sparseness().Evaluate(new SaliencyMap(1, 3, [0, -4, 0])).Value, new Complexity().Evaluate(new SaliencyMap(1, 3, [2, -2, 0])).Value),
            Is.EqualTo((2 / 3.0, Math.Log(2))).Using<(double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-6));
}
