namespace Saliency.Tests;

internal sealed class MaskTests
{
    [Test]
    public void Count_Mask_PixelsInside() => Assert.That(new Mask(2, 2, [true, false, true, true]).Count, Is.EqualTo(3));

    [Test]
    public void Indexer_Pixel_RowThenColumn() => Assert.That(new Mask(2, 2, [false, false, true, false])[1, 0], Is.True);

    [Test]
    public void Indexer_OutsideTheMask_Refused() =>
        Assert.That(() => new Mask(2, 2, new bool[4])[0, 2], Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Constructor_WrongNumberOfValues_RefusedWithBothNumbers() =>
        Assert.That(() => new Mask(2, 2, new bool[3]), Throws.ArgumentException.With.Message.Contains("4").And.Message.Contains("3"));
}
