using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class TextStyleTests
{
    private static readonly TextStyle _eleven = new(11, RgbColor.Black);

    private static (int Left, int Top, int Right, int Bottom) Ink(string text, TextStyle style, bool upwards = false)
    {
        var canvas = new Canvas(200, 200, RgbColor.White);
        style.Draw(canvas, text, 100, 100, TextAlignment.Left, upwards);
        var photo = canvas.ToPhoto();
        var (left, top, right, bottom) = (200, 200, 0, 0);
        for (int y = 0; y < 200; y++)
        {
            for (int x = 0; x < 200; x++)
            {
                if (Pictures.Distance(photo.At(y, x), RgbColor.White) < 60) continue;
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }
        return (left, top, right, bottom);
    }

    [TestCase(8)]
    [TestCase(11)]
    [TestCase(30)]
    public void Draw_Capital_StandsOnTheBaselineAndHasTheCapHeight(int capHeight)
    {
        var (_, top, _, bottom) = Ink("H", new TextStyle(capHeight, RgbColor.Black));
        Assert.That((top, bottom), Is.EqualTo((100 - capHeight, 100)));
    }

    [Test]
    public void Draw_Descender_StaysWithinTheDescent() =>
        Assert.That(Ink("gjpqy,;(@", _eleven).Bottom, Is.LessThanOrEqualTo(100 + _eleven.Descent));

    [Test]
    public void Draw_Text_TakesTheMeasuredBreadth() =>
        Assert.That(Ink("Hamburg", _eleven).Right, Is.EqualTo(100 + _eleven.Measure("Hamburg")).Within(3));

    [Test]
    public void Draw_Upwards_RisesFromItsPoint()
    {
        var (_, top, right, bottom) = Ink("HHH", _eleven, upwards: true);
        Assert.That((right, bottom <= 100, top < 100 - 11), Is.EqualTo((100, true, true)));
    }

    [TestCaseSource(nameof(Printable))]
    public void Draw_EveryCharacterOfTheFont_LeavesInkThatIsNotTheMissingBox(char character)
    {
        var box = StrokeFont.Of('\u4e2d');
        Assert.That((StrokeFont.Of(character).Strokes.Length > 0, ReferenceEquals(StrokeFont.Of(character), box)), Is.EqualTo((true, false)));
    }

    [TestCase("日本語 \ud83d\udc31 \t tail")]
    [TestCase("")]
    [TestCase("\0\u0301\ud83d")]
    public void Draw_AnyText_DoesNotFail(string text) =>
        Assert.That(() => _eleven.Draw(new Canvas(50, 20, RgbColor.White), text, 2, 15), Throws.Nothing);

    [TestCase(0, "")]
    [TestCase(1000, "a long caption")]
    public void Fit_ExtremeWidths_AreNothingOrAll(double width, string expected) =>
        Assert.That(_eleven.Fit("a long caption", width), Is.EqualTo(expected));

    [Test]
    public void Fit_Between_IsTheLongestBeginningWithAnEllipsis()
    {
        const string Text = "a long caption";
        double width = _eleven.Measure("a long…");
        Assert.That(_eleven.Fit(Text, width), Is.EqualTo("a long…"));
    }

    private static IEnumerable<char> Printable => Enumerable.Range(33, 94).Select(c => (char)c).Concat("–×…·≤σ°äÉñ");
}
