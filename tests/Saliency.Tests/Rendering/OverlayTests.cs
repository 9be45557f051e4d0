using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class OverlayTests
{
    // A 100×60 photo; an 8×8 input that shows its central 40×40 pixels, five photo pixels for each of its own.
    private static readonly ModelInput _cropped = Pictures.Input(8, 8, new InputGeometry(100, 60, OffsetX: 30, OffsetY: 10, ScaleX: 5, ScaleY: 5));

    // The same photo in a 10×10 input, ten photo pixels for each of its own: two rows of padding above and below.
    private static readonly ModelInput _letterboxed = Pictures.Input(10, 10, new InputGeometry(100, 60, OffsetX: 0, OffsetY: -20, ScaleX: 10, ScaleY: 10));

    private static readonly OverlayOptions _uniform = new() { ColorMap = ColorMap.Grey, Blend = OverlayBlend.Uniform };

    [TestCase(OverlayBlend.Uniform)]
    [TestCase(OverlayBlend.ByValue)]
    public void Render_OpacityZero_IsThePhoto(OverlayBlend blend)
    {
        var photo = Pictures.Noise(20, 10);
        var overlay = Overlay.Render(photo, Pictures.Ramp(10, 20), new OverlayOptions { Opacity = 0, Blend = blend });
        Assert.That(overlay.Pixels.ToArray(), Is.EqualTo(photo.Pixels.ToArray()));
    }

    [Test]
    public void Render_UniformOpacityOne_IsTheHeatMap()
    {
        var map = Pictures.Ramp(10, 20);
        var overlay = Overlay.Render(Pictures.Noise(20, 10), map, new OverlayOptions { Opacity = 1, Blend = OverlayBlend.Uniform });
        Assert.That(overlay.Pixels.ToArray(), Is.EqualTo(HeatMap.Render(map, new HeatMapOptions { ColorMap = ColorMap.Turbo }).Pixels.ToArray()));
    }

    [Test]
    public void Render_HalfOpacity_IsTheMeanOfPhotoAndColor()
    {
        var photo = Pictures.Plain(2, 1, new RgbColor(100, 50, 0));
        var overlay = Overlay.Render(photo, new SaliencyMap(1, 2, [0, 1]), _uniform with { Opacity = 0.5 });
        // 177.5, 152.5 and 127.5, halves to even.
        Assert.That(overlay.At(0, 1), Is.EqualTo(new RgbColor(178, 152, 128)));
    }

    [Test]
    public void Render_ByValue_LeavesThePhotoWhereTheMapIsLowest()
    {
        var photo = Pictures.Noise(2, 1);
        var overlay = Overlay.Render(photo, new SaliencyMap(1, 2, [1, 4]), new OverlayOptions { Opacity = 1, Blend = OverlayBlend.ByValue });
        Assert.That(overlay.At(0, 0), Is.EqualTo(photo.At(0, 0)));
    }

    [Test]
    public void Render_ByValueOpacityOne_IsTheColorWhereTheMapIsHighest()
    {
        var overlay = Overlay.Render(Pictures.Noise(2, 1), new SaliencyMap(1, 2, [1, 4]), new OverlayOptions { Opacity = 1, Blend = OverlayBlend.ByValue });
        Assert.That(overlay.At(0, 1), Is.EqualTo(ColorMap.Turbo[1]));
    }

    [Test]
    public void Render_ByValueDiverging_LeavesThePhotoWhereTheMapIsZero()
    {
        var photo = Pictures.Noise(3, 1);
        var options = new OverlayOptions { ColorMap = ColorMap.Diverging, Opacity = 1, Blend = OverlayBlend.ByValue };
        Assert.That(Overlay.Render(photo, new SaliencyMap(1, 3, [-1, 0, 2]), options).At(0, 1), Is.EqualTo(photo.At(0, 1)));
    }

    [Test]
    public void Render_MapOfBothSigns_IsDivergingUnlessTold()
    {
        var photo = Pictures.Noise(5, 4);
        var map = Pictures.Ramp(4, 5);
        var signed = new SaliencyMap(4, 5, [.. map.Values.ToArray().Select(v => v - 1)]);
        Assert.That(signed.Values.ToArray().Min(), Is.LessThan(0).And.Not.EqualTo(-signed.Values.ToArray().Max()));
        var told = Overlay.Render(photo, signed, new OverlayOptions { ColorMap = ColorMap.Diverging, Range = ValueRange.Symmetric(99) });
        Assert.That(Overlay.Render(photo, signed).Pixels.ToArray(), Is.EqualTo(told.Pixels.ToArray()));
    }

    [Test]
    public void Render_MapOfBothSignsAndARange_IsTurbo()
    {
        var photo = Pictures.Noise(3, 1);
        var map = new SaliencyMap(1, 3, [-1, 0, 2]);
        var told = Overlay.Render(photo, map, new OverlayOptions { ColorMap = ColorMap.Turbo, Range = ValueRange.MinMax });
        Assert.That(Overlay.Render(photo, map, new OverlayOptions { Range = ValueRange.MinMax }).Pixels.ToArray(), Is.EqualTo(told.Pixels.ToArray()));
    }

    [TestCase(new float[] { 0, 1, 2 })]
    [TestCase(new float[] { -2, -1, 0 })]
    [TestCase(new float[] { 0, 0, 0 })]
    public void Render_MapOfOneSign_IsTurboFromLeastToLargest(float[] values)
    {
        var photo = Pictures.Noise(3, 1);
        var map = new SaliencyMap(1, 3, values);
        var told = Overlay.Render(photo, map, new OverlayOptions { ColorMap = ColorMap.Turbo, Range = ValueRange.MinMax });
        Assert.That(Overlay.Render(photo, map).Pixels.ToArray(), Is.EqualTo(told.Pixels.ToArray()));
    }

    [Test]
    public void Render_ConstantMap_IsTheLowestColor()
    {
        var overlay = Overlay.Render(Pictures.Noise(4, 3), new SaliencyMap(3, 4, new float[12]), _uniform with { Opacity = 1 });
        Assert.That(overlay.Pixels.ToArray(), Is.All.EqualTo(0));
    }

    [Test]
    public void Render_CroppedInput_PutsAHotPixelWhereTheModelSawIt()
    {
        // Input column 6, row 2 has its centre at photo column 30 + 6.5·5 = 62.5, row 10 + 2.5·5 = 22.5: pixel (62, 22).
        var overlay = Overlay.Render(Pictures.Plain(100, 60, RgbColor.Black), Pictures.Spot(8, 8, 2, 6), _cropped, _uniform with { Opacity = 1 });
        Assert.That(Brightest(overlay), Is.EqualTo((22, 62)));
    }

    [Test]
    public void Render_LetterboxedInput_PutsAHotPixelWhereTheModelSawIt()
    {
        // Input column 3, row 4: photo columns 30 to 40, rows 20 to 30; the exact centre lies between pixels 34 and 35, 24 and 25.
        var overlay = Overlay.Render(Pictures.Plain(100, 60, RgbColor.Black), Pictures.Spot(10, 10, 4, 3), _letterboxed, _uniform with { Opacity = 1 });
        Assert.That(Brightest(overlay), Is.EqualTo((24, 34)));
    }

    [Test]
    public void Render_OutsideTheCrop_IsDimmedOnly()
    {
        var photo = Pictures.Plain(100, 60, new RgbColor(200, 100, 40));
        var overlay = Overlay.Render(photo, Pictures.Ramp(8, 8), _cropped, _uniform with { Opacity = 1, DimUnseen = 0.5 });
        Assert.That(overlay.At(30, 29), Is.EqualTo(new RgbColor(100, 50, 20)));
    }

    [Test]
    public void Render_AtTheCropsEdge_IsColored()
    {
        var overlay = Overlay.Render(Pictures.Plain(100, 60, RgbColor.Black), Pictures.Ramp(8, 8).Normalize(), _cropped,
            _uniform with { Opacity = 1, Range = ValueRange.Fixed(-1, 1) });
        Assert.That(overlay.At(30, 30).Red, Is.GreaterThanOrEqualTo(128));
    }

    [Test]
    public void Render_LetterboxPaddingHottest_KeepsTheScaleOfTheWholeMap()
    {
        // The map's peak lies in the padding, so nothing on the photo reaches the highest colour.
        var values = new float[100];
        values[0] = 4;
        values[55] = 2;
        var overlay = Overlay.Render(Pictures.Plain(100, 60, RgbColor.Black), new SaliencyMap(10, 10, values), _letterboxed, _uniform with { Opacity = 1 });
        Assert.That(overlay.Pixels.ToArray().Max(), Is.LessThanOrEqualTo(128));
    }

    [Test]
    public void Render_OtherPhoto_SaysBothSizes() =>
        Assert.That(() => Overlay.Render(Pictures.Noise(60, 100), Pictures.Ramp(8, 8), _cropped),
            Throws.ArgumentException.With.Message.Contains("100×60").And.Message.Contains("60×100"));

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void Opacity_Outside_IsRefused(double opacity) =>
        Assert.That(() => new OverlayOptions { Opacity = opacity }, Throws.TypeOf<ArgumentOutOfRangeException>());

    private static (int Y, int X) Brightest(Saliency.Imaging.Photo photo)
    {
        var best = (Y: 0, X: 0);
        for (int y = 0; y < photo.Height; y++)
            for (int x = 0; x < photo.Width; x++)
                if (photo.At(y, x).Red > photo.At(best.Y, best.X).Red) best = (y, x);
        return best;
    }
}
