using Saliency.Imaging;
using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>Segments, and what they are made with, against scikit-image and PAIR saliency: the same labels, not only like partitions.</summary>
[Category("Reference")]
internal sealed class SegmentationReferenceTests
{
    private static IEnumerable<TestCaseData> Photos =>
        ReferenceSet.Tests("imaging", path => path.StartsWith("segmentation/", StringComparison.Ordinal) && !path.Contains("xrai", StringComparison.Ordinal));

    private static IEnumerable<TestCaseData> XraiPhotos => ReferenceSet.Tests("imaging", "segmentation/xrai");

    private static IEnumerable<TestCaseData> XraiInputs => ReferenceSet.Tests("explainers", "xrai_full_own_segments");

    private static IEnumerable<TestCaseData> Colors => ReferenceSet.Tests("imaging", "colour/conversions");

    [TestCaseSource(nameof(Colors))]
    public void LabColor_OfScikitImage_SameValues(ReferenceCase reference) => reference.AssertClose("lab", Lab(reference.Input("rgb")));

    [TestCaseSource(nameof(Photos))]
    public void LabColor_OfAPhoto_SameValues(ReferenceCase reference)
    {
        if (!reference.Expects("lab")) Assert.Ignore("The case has no Lab values.");
        reference.AssertClose("lab", Lab(reference.Input("image")));
    }

    // With the noise that scikit-image drew: ties fall as they did there.
    [TestCaseSource(nameof(Photos))]
    public void Quickshift_OfScikitImage_SameLabels(ReferenceCase reference)
    {
        var (colors, shape) = ColorsOf(reference.Input("image"));
        double[] noise = reference.Input("quickshift_noise").Values;
        Check(reference, "quickshift_lime", new Quickshift(QuickshiftOptions.Lime).Segment(colors, shape, noise));
        Check(reference, "quickshift_default", new Quickshift().Segment(colors, shape, noise));
    }

    // The case does not say how its third map was made; one setting gives exactly its labels on both photos.
    [TestCaseSource(nameof(Photos))]
    public void Slic_OfScikitImage_SameLabels(ReferenceCase reference)
    {
        var photo = reference.Input("image").ToPhoto();
        Check(reference, "slic_100", new Slic().Segment(photo));
        Check(reference, "slic_50_sigma1", new Slic(new SlicOptions { SegmentCount = 50, SigmaPixels = 1 }).Segment(photo));
        Check(reference, "slic_no_connectivity", new Slic(new SlicOptions { SegmentCount = 40, Compactness = 20, Connected = false }).Segment(photo));
    }

    // Nor how "felzenszwalb_100" was: σ and the minimum are those of scikit-image's own example.
    [TestCaseSource(nameof(Photos))]
    public void Felzenszwalb_OfScikitImage_SameLabels(ReferenceCase reference)
    {
        var photo = reference.Input("image").ToPhoto();
        Check(reference, "felzenszwalb_default", new Felzenszwalb().Segment(photo));
        Check(reference, "felzenszwalb_100", new Felzenszwalb(new FelzenszwalbOptions { Scale = 100, SigmaPixels = 0.5, MinimumPixels = 50 }).Segment(photo));
    }

    [TestCaseSource(nameof(XraiPhotos))]
    public void CubicSplineResize_OfXrai_SameValues(ReferenceCase reference)
    {
        var image = reference.Input("image");
        double least = image.Values.Min(), range = image.Values.Max() - least;
        double[] planes = Planar(Array.ConvertAll(image.Values, v => ((v - least) / range * 2) - 1));
        var part = new float[32 * 32 * 3];
        for (int c = 0; c < 3; c++)
        {
            var plane = new double[224 * 224];
            CubicSplineResize.Apply(planes.AsSpan(c * 48 * 48, 48 * 48), 48, 48, plane, 224, 224);
            for (int i = 0; i < 32 * 32; i++) part[(3 * i) + c] = (float)plane[((96 + (i / 32)) * 224) + 96 + (i % 32)];
        }
        reference.AssertClose("normalised_32", part);
    }

    // The masks of labels that are stored, widened by plain loops.
    [TestCaseSource(nameof(XraiPhotos))]
    public void MultiScaleFelzenszwalb_OfXrai_SameMasks(ReferenceCase reference)
    {
        var (colors, shape) = ColorsOf(reference.Input("image"));
        var expected = new List<bool[]>();
        foreach (int scale in reference.WholeNumbers("scales"))
        {
            int[] labels = reference.Input($"labels_{scale}").Ints;
            foreach (int label in labels.Distinct().Order()) expected.Add(Widened(Array.ConvertAll(labels, l => l == label), shape, reference.WholeNumber("dilation_radius")));
        }
        Assert.That(expected.Select(m => m.Count(v => v)), Is.EqualTo(reference.Expected("mask_pixels").Ints.Where(n => n > 0)), "the expected masks have the sizes that are stored");
        Assert.That(new MultiScaleFelzenszwalb().Masks(colors, shape).Select(m => m.Values.ToArray()), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(XraiInputs))]
    public void MultiScaleFelzenszwalb_OfPairSaliency_SameMasks(ReferenceCase reference)
    {
        var images = reference.Input("images");
        for (int i = 0; i < images.Shape[0]; i++)
        {
            var stored = reference.Input($"xrai_own_masks_{i}");
            var expected = Enumerable.Range(0, stored.Shape[0]).Select(m => stored[m].ToMask()).Where(m => m.Count > 0).Select(m => m.Values.ToArray());
            var masks = new MultiScaleFelzenszwalb().Masks(images[i].ToInput());
            Assert.That(masks.Select(m => m.Values.ToArray()), Is.EqualTo(expected), $"image {i}");
        }
    }

    private static void Check(ReferenceCase reference, string key, Segmentation actual) => Assert.That(actual.Labels.ToArray(), Is.EqualTo(reference.Expected(key).Ints), key);

    private static (float[] Colors, ImageShape Shape) ColorsOf(ReferenceArray image) =>
        (Array.ConvertAll(Planar(image.Values), v => (float)(v / 255)), new ImageShape(3, image.Shape[0], image.Shape[1]));

    private static float[] Lab(ReferenceArray bytes)
    {
        double[] planes = Planar(Array.ConvertAll(bytes.Values, v => v / 255));
        LabColor.FromRgb(planes);
        return [.. Enumerable.Range(0, planes.Length).Select(i => (float)planes[(i % 3 * (planes.Length / 3)) + (i / 3)])];
    }

    /// <summary>H×W×3 to 3×H×W.</summary>
    private static double[] Planar(double[] values) => [.. Enumerable.Range(0, 3).SelectMany(c => values.Where((_, i) => i % 3 == c))];

    private static bool[] Widened(bool[] mask, ImageShape shape, int radius)
    {
        var wide = new bool[mask.Length];
        for (int i = 0; i < mask.Length; i++)
            for (int dy = -radius; dy <= radius; dy++)
                for (int dx = -radius; dx <= radius; dx++)
                {
                    int y = (i / shape.Width) + dy, x = (i % shape.Width) + dx;
                    if (mask[i] && (dy * dy) + (dx * dx) <= radius * radius && y >= 0 && x >= 0 && y < shape.Height && x < shape.Width) wide[(y * shape.Width) + x] = true;
                }
        return wide;
    }
}
