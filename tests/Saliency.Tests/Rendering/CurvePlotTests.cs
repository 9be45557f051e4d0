using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class CurvePlotTests
{
    private static readonly CurvePlotOptions _bare = new() { ShadeArea = false };

    private static NamedCurve Line(string name, params double[] values) =>
        new(name, new Curve([.. Enumerable.Range(0, values.Length).Select(i => (double)i / (values.Length - 1))], [.. values]));

    [Test]
    public void Render_KnownPoint_HasTheCurvesColor()
    {
        NamedCurve[] curves = [Line("up", 0, 1)];
        var photo = CurvePlot.Render(curves, _bare);
        var point = new PlotFrame(curves, _bare).Place(0.5, 0.5);
        Assert.That(photo.At((int)point.Y, (int)point.X), Is.EqualTo(CurveLook.Of(0).Color));
    }

    [Test]
    public void Place_EndsOfTheAxes_AreTheCornersOfTheFrame()
    {
        var frame = new PlotFrame([Line("up", 0, 1)], _bare);
        Assert.That((frame.Place(0, 0), frame.Place(1, 1)),
            Is.EqualTo((new System.Numerics.Vector2(frame.Left, frame.Bottom), new System.Numerics.Vector2(frame.Right, frame.Top))));
    }

    [Test]
    public void Render_CurveBeyondTheGivenRange_IsCutAtTheFrame()
    {
        NamedCurve[] curves = [Line("high", 9, 9)];
        var options = _bare with { YRange = (0, 1) };
        var frame = new PlotFrame(curves, options);
        var photo = CurvePlot.Render(curves, options);
        var above = Enumerable.Range(0, frame.Top - 2).Select(y => photo.At(y, (frame.Left + frame.Right) / 2));
        Assert.That(above, Is.All.EqualTo(RgbColor.White));
    }

    [TestCase(128, 96)]
    [TestCase(333, 217)]
    [TestCase(1600, 900)]
    public void Render_AnySize_IsExactlyThatLarge(int width, int height)
    {
        var photo = CurvePlot.Render([Line("a", 1, 0.5, 0)], new CurvePlotOptions { Width = width, Height = height, Title = "Deletion", XLabel = "share", YLabel = "probability" });
        Assert.That((photo.Width, photo.Height), Is.EqualTo((width, height)));
    }

    [Test]
    public void Render_Shading_TintsBelowTheCurveOnly()
    {
        NamedCurve[] curves = [Line("flat", 0.5, 0.5)];
        var options = new CurvePlotOptions { YRange = (0, 1) };
        var frame = new PlotFrame(curves, options);
        var photo = CurvePlot.Render(curves, options);
        var (below, above) = (frame.Place(0.3, 0.27), frame.Place(0.3, 0.73));
        Assert.That((photo.At((int)below.Y, (int)below.X) == RgbColor.White, photo.At((int)above.Y, (int)above.X) == RgbColor.White), Is.EqualTo((false, true)));
    }

    [TestCase(1, 0)]
    [TestCase(0, 0)]
    [TestCase(-3, -3)]
    [TestCase(1e9, -1e-9)]
    public void Render_ConstantOrWildCurves_AreDrawn(double first, double last) =>
        Assert.That(() => CurvePlot.Render([Line("x", first, last)]), Throws.Nothing);

    [Test]
    public void Render_TwelveCurves_PutsTheLegendBesideThePlot() =>
        Assert.That(new PlotFrame([.. Enumerable.Range(0, 12).Select(i => Line($"method {i}", 0, i))], _bare).Legend.IsOutside, Is.True);

    [Test]
    public void Render_NoCurves_IsRefused() => Assert.That(() => CurvePlot.Render([]), Throws.ArgumentException);

    [Test]
    public void Render_EmptyCurve_NamesIt() =>
        Assert.That(() => CurvePlot.Render([new NamedCurve("RISE", new Curve([], []))]), Throws.ArgumentException.With.Message.Contains("RISE"));

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Render_ValueNotFinite_NamesCurveAndIndex(double value) =>
        Assert.That(() => CurvePlot.Render([Line("RISE", 0, value, 1)]), Throws.ArgumentException.With.Message.Contains("RISE").And.Message.Contains("index 1"));

    [Test]
    public void Render_TextLargerThanThePicture_IsRefused() =>
        Assert.That(() => CurvePlot.Render([Line("x", 0, 1)], new CurvePlotOptions { Width = 128, Height = 96, TextSize = 60 }), Throws.ArgumentException);

    [Test]
    public void Of_ResultWithoutCurve_IsRefused() =>
        Assert.That(() => NamedCurve.Of("PCC", new MetricResult(0.4)), Throws.ArgumentException.With.Message.Contains("PCC"));

    [TestCase(0, 1, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [TestCase(0, 0.3, 3, new[] { 0, 0.1, 0.2, 0.3 })]
    [TestCase(-7, 12, 4, new[] { -5.0, 0, 5, 10 })]
    public void Ticks_Range_AreRoundNumbers(double low, double high, int most, double[] expected) =>
        Assert.That(Axis.Exactly(low, high, most).Ticks.ToArray(), Is.EqualTo(expected).Within(1e-12));

    [TestCase(0.2, "0.2")]
    [TestCase(-0.4, "−0.4")]
    public void Label_Tick_HasTheStepsDecimals(double tick, string expected) =>
        Assert.That(Axis.Exactly(-1, 1, 10).Label(tick), Is.EqualTo(expected));
}
