using System.Runtime.InteropServices;
using System.Text.Json;
using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

public class ColorMapTests
{
    private static IEnumerable<ColorMap> All => [ColorMap.Viridis, ColorMap.Inferno, ColorMap.Turbo, ColorMap.Jet, ColorMap.Grey, ColorMap.Diverging];

    private static IEnumerable<TestCaseData> Published =>
    [
        new(ColorMap.Viridis, "viridis"), new(ColorMap.Inferno, "inferno"), new(ColorMap.Turbo, "turbo"),
        new(ColorMap.Jet, "jet"), new(ColorMap.Grey, "gray"), new(ColorMap.Diverging.Reverse(), "RdBu"),
    ];

    [TestCaseSource(nameof(Published)), Category("Reference")]
    public void Table_PublishedMap_AgreesWithinTheCasesTolerance(ColorMap map, string published)
    {
        var folder = Path.Combine(ReferenceFolder(), "imaging", "colour", "maps");
        using var stated = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        double tolerance = stated.RootElement.GetProperty("tolerance").GetProperty("atol").GetDouble();
        string file = stated.RootElement.GetProperty("expected").GetProperty(published).GetProperty("file").GetString()!;
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file))).ToArray();

        double[] actual = [.. map.Table.ToArray().Select(b => b / 255.0)];

        Assert.That(actual, Is.EqualTo(expected.Select(e => (double)e)).Within(tolerance));
    }

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

    private static string ReferenceFolder()
    {
        if (Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } given) return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string data = Path.Combine(folder.FullName, "tests", "Saliency.Tests", "Reference", "Data");
            if (Directory.Exists(data)) return data;
        }
        throw new DirectoryNotFoundException("Expected tests/Saliency.Tests/Reference/Data above the tests' folder.");
    }
}
