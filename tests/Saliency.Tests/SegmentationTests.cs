using Saliency.Imaging;
using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class SegmentationTests
{
    [Test]
    public void Constructor_DenseLabels_KeepsThem()
    {
        var segments = new Segmentation(2, 3, [1, 1, 0, 2, 2, 2]);
        Assert.That(segments.Labels.ToArray(), Is.EqualTo(new[] { 1, 1, 0, 2, 2, 2 }));
        Assert.That((segments.Count, segments[1, 0], segments.PixelCount(2)), Is.EqualTo((3, 2, 3)));
    }

    [Test]
    public void Constructor_LabelsChangedLater_KeepsItsOwn()
    {
        int[] labels = [0, 1];
        var segments = new Segmentation(1, 2, labels);
        labels[0] = 1;
        Assert.That(segments[0, 0], Is.Zero);
    }

    [TestCase(new[] { 0, 2, 2 }, "got none of 1")]
    [TestCase(new[] { 0, -1, 1 }, "got -1..1")]
    [TestCase(new[] { 0, 1, int.MaxValue }, "on 3 pixels")]
    [TestCase(new[] { 0, 0 }, "Expected 3 labels")]
    public void Constructor_LabelsThatAreNotDense_Refused(int[] labels, string message) =>
        Assert.That(() => new Segmentation(1, 3, labels), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void FromLabels_AnyNumbers_NumberedInRisingOrder() =>
        Assert.That(Segmentation.FromLabels(1, 5, [7, -3, 7, int.MaxValue, 0]).Labels.ToArray(), Is.EqualTo(new[] { 2, 0, 2, 3, 1 }));

    [Test]
    public void MaskOf_EverySegment_PartTheImage()
    {
        var segments = Segmentation.FromLabels(2, 2, [5, 5, 9, 5]);
        Assert.That(segments.MaskOf(0).Values.ToArray(), Is.EqualTo(new[] { true, true, false, true }));
        Assert.That(segments.MaskOf(1).Count, Is.EqualTo(1));
    }

    [TestCase(-1)]
    [TestCase(1)]
    public void MaskOf_NoSuchSegment_Refused(int segment)
    {
        var segments = new Segmentation(1, 1, [0]);
        Assert.That(() => segments.MaskOf(segment), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0..0"));
        Assert.That(() => segments.PixelCount(segment), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Given_AnyColours_ThatSegmentation()
    {
        var segments = new Segmentation(1, 2, [1, 0]);
        Assert.That(Segmenter.Given(segments).Segment(Pattern.Input(new ImageShape(5, 1, 2), 3)), Is.SameAs(segments));
    }

    [Test]
    public void Given_ImageOfAnotherSize_RefusedWithBoth() =>
        Assert.That(() => Segmenter.Given(new Segmentation(1, 2, [1, 0])).Segment(Pattern.Input(new ImageShape(3, 2, 2), 3)),
            Throws.ArgumentException.With.Message.Contains("1×2").And.Message.Contains("3×2×2"));

    private static IEnumerable<Preprocessing> Preprocessings => [Preprocessing.ImageNet, Preprocessing.Caffe, Preprocessing.Inception, Preprocessing.Clip, Preprocessing.Unit];

    [TestCaseSource(nameof(Preprocessings))]
    public void Colors_OfAPreprocessedPhoto_ItsBytesRedFirst(Preprocessing preprocessing)
    {
        byte[] bytes = [.. Enumerable.Range(0, 3 * 256).Select(i => (byte)((i * 7) + (i / 256)))];
        var colors = (preprocessing with { Resize = ResizeRule.Stretch }).Apply(new Photo(16, 16, bytes), new ImageShape(3, 16, 16)).Colors();
        Assert.That(colors, Is.EqualTo(Enumerable.Range(0, 768).Select(i => bytes[(3 * (i % 256)) + (i / 256)] / 255f)));
    }

    [Test]
    public void Colors_OfUnknownValues_StretchedOverAllPlanes() =>
        Assert.That(new ModelInput(new ImageShape(3, 1, 1), [-2, 2, 0]).Colors(), Is.EqualTo(new[] { 0, 1, 0.5f }));

    [Test]
    public void Colors_OfOneValue_Zeros() => Assert.That(new ModelInput(new ImageShape(1, 1, 2), [3, 3]).Colors(), Is.EqualTo(new float[2]));
}
