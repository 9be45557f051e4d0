using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class TopPixelsTests
{
    private static readonly RgbColor _orange = new(200, 100, 40);
    private static readonly TopPixelsOptions _plain = new() { Outline = null };

    private static int Lit(Saliency.Imaging.Photo photo)
    {
        int lit = 0;
        for (int y = 0; y < photo.Height; y++)
            for (int x = 0; x < photo.Width; x++)
                if (photo.At(y, x) == _orange) lit++;
        return lit;
    }

    [TestCase(0, 0)]
    [TestCase(0.1, 20)]
    [TestCase(0.3, 60)]
    [TestCase(1, 200)]
    public void Render_Fraction_LightsThatManyPixels(double fraction, int expected) =>
        Assert.That(Lit(TopPixels.Render(Pictures.Plain(20, 10, _orange), Pictures.Ramp(10, 20), fraction, _plain)), Is.EqualTo(expected));

    [Test]
    public void Render_ConstantMap_LightsTheFirstRows()
    {
        var lit = TopPixels.Render(Pictures.Plain(4, 4, _orange), new SaliencyMap(4, 4, new float[16]), 0.25, _plain);
        Assert.That((Lit(lit), lit.At(0, 3)), Is.EqualTo((4, _orange)));
    }

    [Test]
    public void Render_CroppedInput_CountsOnlyWhatTheModelSaw()
    {
        var input = Pictures.Input(8, 8, new InputGeometry(100, 60, 30, 10, 5, 5));
        Assert.That(Lit(TopPixels.Render(Pictures.Plain(100, 60, _orange), Pictures.Ramp(8, 8), input, 0.25, _plain)), Is.EqualTo(400));
    }

    [Test]
    public void Render_CroppedNegativeMap_LightsNothingOutsideTheCrop()
    {
        // Outside the crop a laid map is 0, which is above every value of this one.
        var input = Pictures.Input(8, 8, new InputGeometry(100, 60, 30, 10, 5, 5));
        var map = new SaliencyMap(8, 8, Array.ConvertAll(new float[64], _ => -1f));
        Assert.That(TopPixels.Render(Pictures.Plain(100, 60, _orange), map, input, 0.25, _plain).At(0, 0), Is.Not.EqualTo(_orange));
    }

    [Test]
    public void Render_Rest_IsDarkenedAndDesaturated()
    {
        // Luma of the orange: 0.299·200 + 0.587·100 + 0.114·40 = 123.06; half as bright.
        var options = _plain with { Darken = 0.5, Desaturate = 1 };
        Assert.That(TopPixels.Render(Pictures.Plain(2, 1, _orange), new SaliencyMap(1, 2, [0, 1]), 0.5, options).At(0, 0), Is.EqualTo(new RgbColor(62, 62, 62)));
    }

    [Test]
    public void Render_Outline_RunsAlongTheBorder()
    {
        // Left half lit: the line runs between columns 19 and 20.
        var map = new SaliencyMap(1, 2, [1, 0]).Resize(40, 40);
        var photo = TopPixels.Render(Pictures.Plain(40, 40, RgbColor.Black), map, 0.5, new TopPixelsOptions { Outline = new RgbColor(255, 0, 0) });
        Assert.That((photo.At(20, 19).Red > 100, photo.At(20, 20).Red > 100, photo.At(20, 16).Red, photo.At(20, 23).Red), Is.EqualTo((true, true, (byte)0, (byte)0)));
    }

    [TestCase(-0.01)]
    [TestCase(1.01)]
    public void Render_FractionOutside_IsRefused(double fraction) =>
        Assert.That(() => TopPixels.Render(Pictures.Noise(4, 4), Pictures.Ramp(4, 4), fraction), Throws.TypeOf<ArgumentOutOfRangeException>());
}
