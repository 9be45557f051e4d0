using System.Numerics;
using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class CanvasTests
{
    private static double Ink(Canvas canvas)
    {
        long ink = 0;
        foreach (byte b in canvas.ToPhoto().Pixels) ink += 255 - b;
        return ink / (3 * 255.0);
    }

    [Test]
    public void FillRectangle_FractionalEdges_CoverTheirArea()
    {
        var canvas = new Canvas(20, 20, RgbColor.White);
        canvas.FillRectangle(2.25, 3.5, 9.75, 11, RgbColor.Black);
        // Each of some 20 border pixels is rounded to a byte: 20 · 1/510.
        Assert.That(Ink(canvas), Is.EqualTo(7.5 * 7.5).Within(0.05));
    }

    [Test]
    public void FillPolygon_Triangle_CoversItsArea()
    {
        var canvas = new Canvas(40, 40, RgbColor.White);
        canvas.FillPolygon([new(3, 3), new(35, 7), new(11, 33)], RgbColor.Black);
        // Eight rows of samples to a pixel and bytes: an edge of 100 pixels misses less than a thousandth of the area.
        Assert.That(Ink(canvas), Is.EqualTo(0.5 * ((32 * 30) - (8 * 4))).Within(0.5));
    }

    [Test]
    public void Stroke_HorizontalLineOnAPixelRow_CoversThicknessTimesLengthAndRoundEnds()
    {
        var canvas = new Canvas(60, 20, RgbColor.White);
        canvas.Stroke([[new Vector2(10, 10.5f), new Vector2(50, 10.5f)]], 5, RgbColor.Black);
        // The ends are half discs of radius 2.5; a centre's distance stands for a pixel's true cover there, good to a few percent.
        Assert.That(Ink(canvas), Is.EqualTo((40 * 5) + (Math.PI * 6.25)).Within(1));
    }

    [Test]
    public void Stroke_CrossingLines_DoNotAddUp()
    {
        var canvas = new Canvas(21, 21, RgbColor.White);
        canvas.Stroke([[new(2, 10.5f), new(19, 10.5f)], [new(10.5f, 2), new(10.5f, 19)]], 3, RgbColor.Black, opacity: 0.5);
        Assert.That(canvas.ToPhoto().At(10, 10), Is.EqualTo(canvas.ToPhoto().At(10, 5)));
    }

    [Test]
    public void Stroke_OutsideTheCanvas_ChangesNothing()
    {
        var canvas = new Canvas(10, 10, RgbColor.White);
        canvas.Stroke([[new(-50, -50), new(-20, 400)]], 3, RgbColor.Black);
        Assert.That(Ink(canvas), Is.Zero);
    }

    [TestCase(-3, -2)]
    [TestCase(7, 8)]
    [TestCase(100, 0)]
    public void Draw_PartlyOutside_DrawsWhatLiesInside(int left, int top)
    {
        var canvas = new Canvas(10, 10, RgbColor.White);
        canvas.Draw(Pictures.Plain(4, 4, RgbColor.Black), left, top);
        int columns = Math.Max(0, Math.Min(10, left + 4) - Math.Max(0, left)), rows = Math.Max(0, Math.Min(10, top + 4) - Math.Max(0, top));
        Assert.That(Ink(canvas), Is.EqualTo(columns * rows));
    }
}
