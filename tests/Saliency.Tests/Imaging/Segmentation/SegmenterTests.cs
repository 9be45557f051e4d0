using Saliency.Imaging;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Imaging;

/// <summary>What holds for every segmenter.</summary>
internal sealed class SegmenterTests
{
    private static readonly Segmenter[] All =
    [
        new GridSegmenter(), new Slic(new SlicOptions { SegmentCount = 12 }), new Slic(new SlicOptions { SegmentCount = 12, Connected = false }), new Quickshift(),
        new Quickshift(QuickshiftOptions.Lime), new Felzenszwalb(), new Felzenszwalb(new FelzenszwalbOptions { Scale = 100, MinimumPixels = 0 }),
    ];

    private static readonly Segmenter[] ByColor = [.. All.Where(s => s is not GridSegmenter)];

    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 9), (9, 1), (2, 2), (3, 40), (31, 17), (24, 24)];

    [Test]
    public void Segment_AnySize_DenseLabelsTheSameEachTime(
        [ValueSource(nameof(All))] Segmenter segmenter, [ValueSource(nameof(Sizes))] (int Height, int Width) size, [Values(1, 3)] int channels)
    {
        var shape = new ImageShape(channels, size.Height, size.Width);
        float[] colors = Patches(shape);
        var segments = segmenter.Segment(colors, shape);
        Assert.That((segments.Height, segments.Width), Is.EqualTo(size));
        Assert.That(segments.Labels.ToArray().Distinct().Order(), Is.EqualTo(Enumerable.Range(0, segments.Count)));
        Assert.That(segmenter.Segment(colors, shape).Labels.ToArray(), Is.EqualTo(segments.Labels.ToArray()));
    }

    [Test]
    public void Segment_GreyAsColour_AsOneChannel([Values(0, 1)] int which)
    {
        Segmenter segmenter = which == 0 ? new Slic(new SlicOptions { SegmentCount = 12 }) : new Quickshift();
        var shape = new ImageShape(1, 20, 21);
        float[] grey = Patches(shape);
        var expected = segmenter.Segment([.. grey, .. grey, .. grey], shape with { Channels = 3 });
        Assert.That(segmenter.Segment(grey, shape).Labels.ToArray(), Is.EqualTo(expected.Labels.ToArray()));
    }

    [Test]
    public void Segment_OneColour_FelzenszwalbSeesOneSegment([Values(0f, 0.3f, 1f)] float color)
    {
        var shape = new ImageShape(3, 12, 13);
        Assert.That(new Felzenszwalb().Segment([.. Enumerable.Repeat(color, shape.Length)], shape).Count, Is.EqualTo(1));
    }

    [Test]
    public void Segment_OneColour_SlicSeesTheGrid()
    {
        var shape = new ImageShape(3, 24, 24);
        var segments = new Slic(new SlicOptions { SegmentCount = 9 }).Segment(new float[shape.Length], shape);
        var grid = new GridSegmenter(new GridSegmenterOptions { Rows = 3, Columns = 3 }).Segment(new float[shape.Length], shape);
        Assert.That(segments.Count, Is.EqualTo(9));
        // A pixel half way between two centres goes to the first: one row and one column more than the grid's cells.
        Assert.That(segments.Labels.ToArray().Zip(grid.Labels.ToArray()).Count(p => p.First == p.Second), Is.GreaterThan(400));
    }

    [Test]
    public void Segment_TwoFlatHalves_FelzenszwalbSeesBoth()
    {
        var shape = new ImageShape(1, 8, 10);
        float[] colors = [.. Enumerable.Range(0, 80).Select(i => i % 10 < 4 ? 0.2f : 0.9f)];
        var segments = new Felzenszwalb(new FelzenszwalbOptions { SigmaPixels = 0 }).Segment(colors, shape);
        Assert.That(segments.Labels.ToArray(), Is.EqualTo(Enumerable.Range(0, 80).Select(i => i % 10 < 4 ? 0 : 1)));
    }

    [Test]
    public void Segment_Slic_EverySegmentHangsTogetherBySides() => AssertConnected(new Slic(new SlicOptions { SegmentCount = 20, Compactness = 0.5 }), corners: false);

    [Test]
    public void Segment_Felzenszwalb_EverySegmentHangsTogetherByCornersToo() => AssertConnected(new Felzenszwalb(new FelzenszwalbOptions { Scale = 50, MinimumPixels = 10 }), corners: true);

    [Test]
    public void Segment_Felzenszwalb_NoSegmentBelowTheMinimum()
    {
        var shape = new ImageShape(3, 40, 41);
        var segments = new Felzenszwalb(new FelzenszwalbOptions { MinimumPixels = 33 }).Segment(Pattern.Values(shape.Length, 4), shape);
        Assert.That(Enumerable.Range(0, segments.Count).Select(segments.PixelCount), Has.All.GreaterThanOrEqualTo(33));
    }

    [Test]
    public void Segment_Grid_RectanglesOfLikeSize()
    {
        var segments = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 3 }).Segment(new float[35], new ImageShape(1, 5, 7));
        Assert.That(segments.Labels.ToArray(), Is.EqualTo((int[])[0, 0, 0, 1, 1, 2, 2, 0, 0, 0, 1, 1, 2, 2, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 3, 3, 3, 4, 4, 5, 5]));
    }

    [Test]
    public void Segment_Quickshift_TheSeedDecidesTies()
    {
        var shape = new ImageShape(1, 40, 40);
        int[] Labels(ulong seed) => new Quickshift(new QuickshiftOptions { KernelSizePixels = 2, Seed = seed }).Segment(new float[1600], shape).Labels.ToArray();
        int[] once = Labels(1);
        Assert.That(Labels(1), Is.EqualTo(once));
        Assert.That(Labels(2), Is.Not.EqualTo(once));
    }

    [TestCaseSource(nameof(ByColor))]
    public void Segment_ImpossibleColours_Refused(Segmenter segmenter)
    {
        Assert.That(() => segmenter.Segment(new float[8], new ImageShape(2, 2, 2)), Throws.ArgumentException.With.Message.Contains("1 or 3 channels"));
        Assert.That(() => segmenter.Segment(new float[11], new ImageShape(3, 2, 2)), Throws.ArgumentException.With.Message.Contains("12"));
        Assert.That(() => segmenter.Segment([float.NaN], new ImageShape(1, 1, 1)), Throws.ArgumentException.With.Message.Contains("finite"));
    }

    [Test]
    public void Masks_OfOneColour_TheWholeImageOnceForEachScale()
    {
        var shape = new ImageShape(3, 30, 20);
        var masks = new MultiScaleFelzenszwalb(new MultiScaleFelzenszwalbOptions { Scales = [50, 500], Side = null }).Masks(new float[shape.Length], shape);
        Assert.That(masks.Select(m => m.Count), Is.EqualTo(new[] { 600, 600 }));
    }

    [TestCase(1, 1)]
    [TestCase(5, 300)]
    [TestCase(260, 250)]
    public void Masks_AnySize_CoverTheImageAtEveryScale(int height, int width)
    {
        var shape = new ImageShape(3, height, width);
        var masks = new MultiScaleFelzenszwalb(new MultiScaleFelzenszwalbOptions { Scales = [100] }).Masks(Patches(shape), shape);
        Assert.That(Enumerable.Range(0, shape.PlaneLength).All(i => masks.Any(m => m.Values[i])));
    }

    /// <summary>Rectangles of a few colours, with noise.</summary>
    private static float[] Patches(ImageShape shape)
    {
        float[] noise = Pattern.Values(shape.Length, 5), patch = Pattern.Values(shape.Channels * 64, 6);
        return [.. noise.Select((v, i) => 0.5f + (0.4f * patch[(i / shape.PlaneLength * 64) + (i % shape.PlaneLength / shape.Width / 8 % 8 * 8) + (i % shape.Width / 8 % 8)]) + (0.05f * v))];
    }

    private static void AssertConnected(Segmenter segmenter, bool corners)
    {
        var shape = new ImageShape(3, 50, 60);
        var segments = segmenter.Segment(Patches(shape), shape);
        Assert.That(segments.Count, Is.GreaterThan(3));
        var seen = new bool[shape.PlaneLength];
        int pieces = 0;
        for (int first = 0; first < seen.Length; first++)
        {
            if (seen[first]) continue;
            pieces++;
            var open = new Stack<int>([first]);
            while (open.TryPop(out int at))
            {
                if (seen[at]) continue;
                seen[at] = true;
                for (int dy = -1; dy <= 1; dy++)
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        int y = (at / 60) + dy, x = (at % 60) + dx;
                        if ((corners || dx == 0 || dy == 0) && y is >= 0 and < 50 && x is >= 0 and < 60 && segments[y, x] == segments.Labels[first]) open.Push((y * 60) + x);
                    }
            }
        }
        Assert.That(pieces, Is.EqualTo(segments.Count));
    }
}
