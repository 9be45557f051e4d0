using Saliency.Detection;
using Saliency.Metrics;

namespace Saliency.Tests.Metrics;

internal sealed class DetectionMetricTests
{
    private static readonly Box Here = new(0, 0, 10, 10), There = new(20, 20, 30, 30), Nowhere = new(50, 50, 60, 60);

    // Right, wrong, right: precision 1 up to recall ½ and ⅔ from there on.
    [TestCase(PrecisionRule.VocAllPoints, (1 + (2 / 3.0)) / 2)]
    [TestCase(PrecisionRule.Voc11Points, (6 + (5 * 2 / 3.0)) / 11)]
    [TestCase(PrecisionRule.Coco, (51 + (50 * 2 / 3.0)) / 101)]
    public void MeanAveragePrecision_OneFalseBetweenTwoTrue_ByHand(PrecisionRule rule, double expected)
    {
        var image = new DetectionSample([new(Nowhere, 0, 0.8f), new(Here, 0, 0.9f), new(There, 0, 0.7f)], [new(Here, 0), new(There, 0)]);
        Assert.That(Evaluate(rule, image).Value, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void MeanAveragePrecision_Curve_PointForEachDetection()
    {
        var curve = Evaluate(PrecisionRule.Coco, new DetectionSample([new(Here, 0, 0.9f), new(Nowhere, 0, 0.8f)], [new(Here, 0)])).Parts[0].Curve;
        Assert.That((curve.X, curve.Y), Is.EqualTo((new[] { 1.0, 1 }, new[] { 1, 0.5 })).Using<(IEnumerable<double>, IEnumerable<double>)>((a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2)));
    }

    // The second detection overlaps both objects, the taken one more: VOC calls it false, COCO gives it the other.
    [TestCase(PrecisionRule.VocAllPoints, 0.5)]
    [TestCase(PrecisionRule.Coco, 1)]
    public void MeanAveragePrecision_BestObjectTaken_RulesDiffer(PrecisionRule rule, double expected)
    {
        Box first = new(0, 0, 10, 10), second = new(2, 0, 12, 10);
        var image = new DetectionSample([new(first, 0, 0.9f), new(new Box(0.5f, 0, 10.5f, 10), 0, 0.8f)], [new(first, 0), new(second, 0)]);
        Assert.That(Evaluate(rule, image).Value, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void MeanAveragePrecision_ObjectOfAnotherImage_NoMatch() =>
        Assert.That(Evaluate(PrecisionRule.Coco, new DetectionSample([new(Here, 0, 0.9f)], []), new DetectionSample([], [new(Here, 0)])).Value, Is.Zero);

    [Test]
    public void MeanAveragePrecision_ClassWithoutObjects_DoesNotCount() =>
        Assert.That(Evaluate(PrecisionRule.Coco, new DetectionSample([new(Here, 0, 0.9f), new(There, 7, 0.9f)], [new(Here, 0)])).Value, Is.EqualTo(1));

    [Test]
    public void MeanAveragePrecision_NothingMarked_Refused() =>
        Assert.That(() => Evaluate(PrecisionRule.Coco, new DetectionSample([new(Here, 0, 0.9f)], [])), Throws.ArgumentException.With.Message.Contains("got none"));

    [Test]
    public void At_ThresholdNotAsked_RefusedWithThoseThere() =>
        Assert.That(() => Evaluate(PrecisionRule.Coco, new DetectionSample([], [new(Here, 0)])).At(0.75), Throws.ArgumentException.With.Message.Contains("0.5"));

    [TestCase(0)]
    [TestCase(1.5)]
    public void MeanAveragePrecision_ThresholdOutOfRange_Refused(double threshold) =>
        Assert.That(() => new MeanAveragePrecision(new MeanAveragePrecisionOptions { IouThresholds = [threshold] }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // Class 0: 1 of 3; class 1: 1 of 2; class 2 occurs nowhere; the pixel of label 255 does not count.
    [Test]
    public void SegmentationIoU_FivePixels_ByHand()
    {
        var result = SegmentationIoU.Evaluate([0, 0, 1, 0, 0], [0, 1, 1, 255, 0], 3);
        Assert.That((result.PerClass.ToArray(), result.Mean, result.PixelAccuracy), Is.EqualTo((new double?[] { 2 / 3.0, 0.5, null }, 3.5 / 6, 0.75)).Using<double>((a, b) => Math.Abs(a - b) < 1e-12));
    }

    [Test]
    public void SegmentationIoU_NothingCounts_Refused() => Assert.That(() => SegmentationIoU.Evaluate([0], [255], 2), Throws.ArgumentException);

    [Test]
    public void SegmentationIoU_PredictionNoClass_RefusedWithItsIndex() =>
        Assert.That(() => SegmentationIoU.Evaluate([0, 2], [0, 1], 2), Throws.ArgumentException.With.Message.Contains("index 1"));

    private static MeanAveragePrecisionResult Evaluate(PrecisionRule rule, params DetectionSample[] images) =>
        new MeanAveragePrecision(new MeanAveragePrecisionOptions { Rule = rule, IouThresholds = [0.5] }).Evaluate(images);
}
