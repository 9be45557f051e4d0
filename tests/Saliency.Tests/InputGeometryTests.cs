namespace Saliency.Tests;

internal sealed class InputGeometryTests
{
    // Interpolation in floats of values up to a hundred.
    private const double Rounding = 1e-3;

    // A photo of 40×30, its shorter side resized to 15, the centre 10×10 taken: half a model pixel is one photo pixel.
    private static readonly InputGeometry Crop = new(40, 30, OffsetX: 10, OffsetY: 5, ScaleX: 2, ScaleY: 2);

    // A photo of 20×10 in a square of 20: five rows of padding above and below.
    private static readonly InputGeometry Letterbox = new(20, 10, OffsetX: 0, OffsetY: -5, ScaleX: 1, ScaleY: 1);

    [Test]
    public void SeenBy_Crop_ItsRectangleInThePhoto() => Assert.That(Crop.SeenBy(10, 10), Is.EqualTo((10, 5, 20, 20)));

    [Test]
    public void SeenBy_Letterbox_TheWholePhoto() => Assert.That(Letterbox.SeenBy(20, 20), Is.EqualTo((0, 0, 20, 10)));

    [Test]
    public void ToPhoto_Crop_PhotoSizeAndZeroOutside()
    {
        var photo = OnPhoto(Crop, 10, 10, (_, _) => 1);
        for (int y = 0; y < 30; y++)
            for (int x = 0; x < 40; x++)
                Assert.That(photo[y, x], Is.EqualTo(x is >= 10 and < 30 && y is >= 5 and < 25 ? 1 : 0));
    }

    // Linear interpolation reproduces what is linear: model column (x − 10) / 2, to the centre of the photo pixel.
    [Test]
    public void ToPhoto_CropOfARamp_SameRampOverThePhoto()
    {
        var photo = OnPhoto(Crop, 10, 10, (y, x) => (10 * y) + x);
        Assert.That(photo[11, 17], Is.EqualTo((10 * (((11.5 - 5) / 2) - 0.5)) + ((17.5 - 10) / 2) - 0.5).Within(Rounding));
    }

    [Test]
    public void ToPhoto_Letterbox_PaddingCutAway()
    {
        var photo = OnPhoto(Letterbox, 20, 20, (y, x) => (100 * y) + x);
        Assert.That((photo.Height, photo.Width, photo[0, 3], photo[9, 19]), Is.EqualTo((10, 20, 503f, 1419f)));
    }

    [Test]
    public void ToPhoto_MapSmallerThanTheInput_CoversTheSamePlace()
    {
        var map = new SaliencyMap(2, 2, [1, 2, 3, 4]);
        var photo = new ModelInput(new ImageShape(1, 10, 10), new float[100], Crop).ToPhoto(map);
        // The corners of the crop lie beyond the centres of the map's pixels, where the edge is repeated.
        Assert.That((photo[5, 10], photo[5, 29], photo[24, 10], photo[24, 29], photo[4, 10]), Is.EqualTo((1f, 2f, 3f, 4f, 0f)));
    }

    [Test]
    public void ToPhoto_UnequalScales_EachAxisByItsOwn()
    {
        var photo = OnPhoto(new InputGeometry(30, 20, 0, 0, 3, 1), 10, 20, (y, x) => (100 * y) + x);
        Assert.That(photo[7, 16], Is.EqualTo((100 * 7) + (16.5 / 3) - 0.5).Within(Rounding));
    }

    private static SaliencyMap OnPhoto(InputGeometry geometry, int width, int height, Func<int, int, float> value)
    {
        var map = new SaliencyMap(height, width, [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select value(y, x)]);
        return new ModelInput(new ImageShape(1, height, width), new float[height * width], geometry).ToPhoto(map);
    }
}
