using Saliency.Imaging;

namespace Saliency.Tests.Imaging;

/// <summary>A white block on a black photo is preprocessed, the input itself taken for the map and laid back: the peak must lie on the block.</summary>
public class PreprocessingGeometryTests
{
    private static readonly (string Name, ResizeRule Rule)[] Rules =
    [
        ("stretch", ResizeRule.Stretch), ("shorter side", ResizeRule.ShorterSide(73)), ("shorter side below the model", ResizeRule.ShorterSide(40)),
        ("centre crop", ResizeRule.CentreCrop()), ("letterbox", ResizeRule.Letterbox(0)), ("top-left letterbox", ResizeRule.Letterbox(0, LetterboxAnchor.TopLeft)),
    ];

    private static readonly (int Height, int Width)[] Sizes = [(64, 64), (100, 151), (151, 100), (333, 97), (31, 45), (64, 65), (7, 5)];

    private static IEnumerable<TestCaseData> Cases =>
        from rule in Rules
        from size in Sizes
        from place in ((double, double)[])[(0.5, 0.5), (0.4, 0.55), (0.58, 0.45)]
        select new TestCaseData(rule.Rule, size.Height, size.Width, place.Item1, place.Item2).SetArgDisplayNames(rule.Name, $"{size.Height}×{size.Width}", $"{place.Item1}", $"{place.Item2}");

    [TestCaseSource(nameof(Cases))]
    public void ToPhoto_MapOfAMarkedPixel_PeaksThere(ResizeRule rule, int height, int width, double atY, double atX)
    {
        // A centre crop of a long photo sees only the middle of the longer side: places are fractions of the centred square.
        int side = Math.Min(height, width), y = (int)(((height - side) / 2.0) + (atY * side)), x = (int)(((width - side) / 2.0) + (atX * side));
        var input = (Preprocessing.Unit with { Resize = rule }).Apply(Marked(height, width, y, x), new ImageShape(3, 64, 61));
        var (peakY, peakX) = Centroid(input.ToPhoto(new SaliencyMap(64, 61, input.Values[..(64 * 61)])));
        // The spot keeps its centre but for the map's own grid: half an input pixel, in photo pixels, and half a photo pixel.
        Assert.That((Math.Abs(peakY - y) <= 0.5 + (input.Geometry.ScaleY / 2), Math.Abs(peakX - x) <= 0.5 + (input.Geometry.ScaleX / 2)), Is.EqualTo((true, true)), $"expected {y}, {x}, got {peakY}, {peakX}");
    }

    [TestCase(500, 375, 256, 224, 16, 58, TestName = "Apply_ShorterSide_TorchvisionsOffsets(375×500)")]
    [TestCase(375, 500, 256, 224, 58, 16, TestName = "Apply_ShorterSide_TorchvisionsOffsets(500×375)")]
    [TestCase(100, 151, 73, 64, 23, 4, TestName = "Apply_ShorterSide_RoundedToEven(100×151)")]
    public void Apply_ShorterSide_TorchvisionsOffsets(int width, int height, int shorter, int model, int top, int left)
    {
        // The longer side is int(shorter · long / short), offsets are round((size − model) / 2) to even: 341 − 224 = 117 → 58; 73 − 64 = 9 → 4; 110 − 64 = 46 → 23.
        var geometry = (Preprocessing.Unit with { Resize = ResizeRule.ShorterSide(shorter) }).Apply(Marked(height, width, 0, 0), new ImageShape(3, model, model)).Geometry;
        int longer = shorter * Math.Max(height, width) / Math.Min(height, width);
        double scaleX = width / (double)(width < height ? shorter : longer), scaleY = height / (double)(width < height ? longer : shorter);
        Assert.That((geometry.ScaleX, geometry.ScaleY, geometry.OffsetX, geometry.OffsetY), Is.EqualTo((scaleX, scaleY, left * scaleX, top * scaleY)));
    }

    [Test]
    public void Apply_Letterbox_NegativeOffset()
    {
        var geometry = Preprocessing.Yolo.Apply(Marked(100, 200, 0, 0), new ImageShape(3, 64, 64)).Geometry;
        // 200 → 64 columns and 100 → 32 rows, 16 rows of padding above.
        Assert.That(geometry, Is.EqualTo(new InputGeometry(200, 100, 0, -16 * 3.125, 3.125, 3.125)));
    }

    [Test]
    public void ToPhoto_OutsideTheCrop_Zero()
    {
        var input = (Preprocessing.Unit with { Resize = ResizeRule.ShorterSide(64) }).Apply(Marked(64, 128, 0, 0), new ImageShape(3, 64, 64));
        var map = input.ToPhoto(new SaliencyMap(64, 64, Enumerable.Repeat(1f, 64 * 64).ToArray()));
        Assert.That((map[30, 31], map[30, 32], map[30, 95], map[30, 96]), Is.EqualTo((0f, 1f, 1f, 0f)));
    }

    /// <summary>Black but for one pixel, whose light spreads over neighbours evenly where it is enlarged.</summary>
    private static Photo Marked(int height, int width, int y, int x)
    {
        var pixels = new byte[3 * height * width];
        pixels.AsSpan(3 * ((y * width) + x), 3).Fill(255);
        return new(height, width, pixels);
    }

    /// <summary>The centre of the light, in pixels: finer than the peak, which a plateau of equals makes ambiguous.</summary>
    private static (double Y, double X) Centroid(SaliencyMap map)
    {
        double sum = 0, sumY = 0, sumX = 0;
        for (int y = 0; y < map.Height; y++)
            for (int x = 0; x < map.Width; x++)
            {
                sum += map[y, x];
                sumY += map[y, x] * y;
                sumX += map[y, x] * x;
            }
        return (sumY / sum, sumX / sum);
    }
}
