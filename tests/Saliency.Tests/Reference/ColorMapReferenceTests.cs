using Saliency.Rendering;

namespace Saliency.Tests.Reference;

/// <summary>The colour maps against matplotlib's tables.</summary>
[Category("Reference")]
public class ColorMapReferenceTests
{
    private static readonly (ColorMap Map, string Name)[] Published =
    [
        (ColorMap.Viridis, "viridis"), (ColorMap.Inferno, "inferno"), (ColorMap.Turbo, "turbo"),
        (ColorMap.Jet, "jet"), (ColorMap.Grey, "gray"), (ColorMap.Diverging.Reverse(), "RdBu"),
    ];

    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("imaging", "colour/maps");

    [TestCaseSource(nameof(Cases))]
    public void Table_OfMatplotlib_Same(ReferenceCase reference)
    {
        foreach (var (map, name) in Published) reference.AssertClose(name, [.. map.Table.ToArray().Select(b => b / 255f)]);
    }
}
