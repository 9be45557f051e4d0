using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class ModelInputTests
{
    private static readonly ImageShape Shape = new(2, 3, 4);

    [Test]
    public void Constructor_ValuesChangedLater_KeepsItsOwn()
    {
        float[] values = Pattern.Values(Shape.Length, 1);
        var input = new ModelInput(Shape, values);
        float first = values[0];
        values[0] = 99;
        Assert.That(input.Values[0], Is.EqualTo(first));
    }

    [Test]
    public void Constructor_WrongNumberOfValues_RefusedWithBothNumbers() =>
        Assert.That(() => new ModelInput(Shape, new float[23]), Throws.ArgumentException.With.Message.Contains("24").And.Message.Contains("23"));

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Constructor_ValueThatIsNotFinite_RefusedWithItsPlace(float bad)
    {
        var values = new float[24];
        values[17] = bad;
        Assert.That(() => new ModelInput(Shape, values), Throws.ArgumentException.With.Message.Contains("index 17"));
    }

    [TestCase(0, 3, 4)]
    [TestCase(2, -1, 4)]
    [TestCase(2, 3, 0)]
    [TestCase(65536, 65536, 65536)]
    public void Constructor_ShapeNoImageHas_Refused(int channels, int height, int width) =>
        Assert.That(() => new ModelInput(new ImageShape(channels, height, width), []), Throws.ArgumentException);

    [Test]
    public void Geometry_NotGiven_ThePhotoItself() =>
        Assert.That(new ModelInput(Shape, new float[24]).Geometry, Is.EqualTo(new InputGeometry(4, 3, 0, 0, 1, 1)));

    [Test]
    public void ToPhoto_InputThatIsThePhoto_SameMap()
    {
        var map = Pattern.Map(3, 4, 2);
        Assert.That(new ModelInput(Shape, new float[24]).ToPhoto(map).Values.ToArray(), Is.EqualTo(map.Values.ToArray()));
    }
}
