using Saliency.Detection;

namespace Saliency.Tests.Detection;

internal sealed class BoxTests
{
    [Test]
    public void IoU_HalfOverlap_OneThird() => Assert.That(new Box(0, 0, 2, 1).IoU(new Box(1, 0, 3, 1)), Is.EqualTo(1 / 3.0));

    [Test]
    public void IoU_Touching_Zero() => Assert.That(new Box(0, 0, 1, 1).IoU(new Box(1, 0, 2, 1)), Is.Zero);

    [Test]
    public void IoU_CrossedEdges_ZeroEvenWithItself() => Assert.That(new Box(2, 2, 1, 1).IoU(new Box(2, 2, 1, 1)), Is.Zero);

    [Test]
    public void Around_MaskOfABox_TheBox()
    {
        var box = new Box(2, 1, 5, 3);
        Assert.That(Box.Around(box.ToMask(6, 7)), Is.EqualTo(box));
    }

    [Test]
    public void Around_EmptyMask_Null() => Assert.That(Box.Around(new Mask(2, 2, new bool[4])), Is.Null);

    [Test]
    public void ToMask_FractionalBox_PixelsWhoseMiddleItHolds() =>
        Assert.That(new Box(0.6f, 0, 2.5f, 1).ToMask(1, 4).Values.ToArray(), Is.EqualTo(new[] { false, true, false, false }));

    [Test]
    public void Suppression_EqualScores_LowestIndexKept()
    {
        var box = new Box(0, 0, 1, 1);
        Assert.That(NonMaximumSuppression.Keep([new(box, 0, 0.5f), new(box, 1, 0.5f), new(new Box(5, 5, 6, 6), 0, 0.9f)], 0.5), Is.EqualTo(new[] { 2, 0 }));
    }

    [Test]
    public void Suppression_OverlapOfExactlyTheThreshold_BothKept() =>
        Assert.That(NonMaximumSuppression.KeepPerClass([new(new Box(0, 0, 2, 1), 0, 1), new(new Box(0, 0, 1, 1), 0, 0.5f)], 0.5), Has.Length.EqualTo(2));

    [Test]
    public void Suppression_NoDetections_None() => Assert.That(NonMaximumSuppression.Keep([], 0.5), Is.Empty);

    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public void Suppression_ThresholdOutOfRange_Refused(double threshold) =>
        Assert.That(() => NonMaximumSuppression.Keep([], threshold), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
