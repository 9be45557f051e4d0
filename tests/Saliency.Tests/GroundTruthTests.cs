namespace Saliency.Tests;

internal sealed class GroundTruthTests
{
    [Test]
    public void Conversion_Map_BecomesTheDensity()
    {
        var map = new SaliencyMap(1, 1, [1]);
        GroundTruth truth = map;
        Assert.That((truth.Density, truth.Region), Is.EqualTo((map, (Mask?)null)));
    }

    [Test]
    public void Conversion_Mask_BecomesTheRegion()
    {
        var mask = new Mask(1, 1, [true]);
        GroundTruth truth = mask;
        Assert.That((truth.Density, truth.Region), Is.EqualTo(((SaliencyMap?)null, mask)));
    }
}
