using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class ColorMapTests
{
    private static IEnumerable<ColorMap> All => [ColorMap.Viridis, ColorMap.Inferno, ColorMap.Turbo, ColorMap.Jet, ColorMap.Grey, ColorMap.Diverging];

    [TestCaseSource(nameof(All))]
    public void Index_ZeroAndOne_AreTheEnds(ColorMap map)
    {
        var table = map.Table.ToArray();
        Assert.That(new[] { map[0], map[1] }, Is.EqualTo(new[] { new RgbColor(table[0], table[1], table[2]), new RgbColor(table[^3], table[^2], table[^1]) }));
    }

    [TestCase(-3, 0)]
    [TestCase(0.5, 128)]
    [TestCase(0.99609, 254)]
    [TestCase(7, 255)]
    public void Index_Value_TakesTheEntryOfItsRange(double value, int entry) =>
        Assert.That(ColorMap.Grey[value].Green, Is.EqualTo(entry));

    [Test]
    public void Diverging_Middle_IsNearlyWhite() =>
        Assert.That(Pictures.Distance(ColorMap.Diverging[0.5], RgbColor.White), Is.LessThan(30));

    [Test]
    public void Reverse_Twice_GivesTheSameColors() =>
        Assert.That(ColorMap.Turbo.Reverse().Reverse().Table.ToArray(), Is.EqualTo(ColorMap.Turbo.Table.ToArray()));

    [Test]
    public void Index_NaN_IsRefused() => Assert.That(() => ColorMap.Jet[double.NaN], Throws.ArgumentException);

    [Test]
    public void Constructor_WrongTable_SaysWhatWasExpected() =>
        Assert.That(() => new ColorMap("short", new byte[30]), Throws.ArgumentException.With.Message.Contains("768").And.Message.Contains("30"));
}
