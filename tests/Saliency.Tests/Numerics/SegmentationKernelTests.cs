using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

internal sealed class SegmentationKernelTests
{
    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 6), (7, 1), (3, 5), (9, 8), (6, 17), (13, 15)];

    [Test]
    public void Quickshift_AnySize_AsPlainLoops([ValueSource(nameof(Sizes))] (int Height, int Width) size, [Values(1, 2.5)] double kernel, [Values(2, 200)] double distance)
    {
        var (height, width) = size;
        double[] lab = Doubles(3 * height * width, 30), noise = QuickshiftField.Noise(height, width, 7);
        var field = new QuickshiftField(lab, height, width, kernel, 0.4);
        field.FindDensities(noise);
        Assert.That(field.Parents(distance), Is.EqualTo(ScalarQuickshift.Parents(lab, height, width, kernel, 0.4, distance, noise)));
    }

    [Test]
    public void Quickshift_EquallyNearAndDenser_TheFirstInTheImage()
    {
        // One colour: densities differ by the noise alone, distances tie in every ring.
        double[] noise = [.. Doubles(81, 1)];
        var field = new QuickshiftField(new double[243], 9, 9, 1, 1);
        field.FindDensities(noise);
        Assert.That(field.Parents(10), Is.EqualTo(ScalarQuickshift.Parents(new double[243], 9, 9, 1, 1, 10, noise)));
    }

    [Test]
    public void Slic_AnySize_AsPlainLoops([ValueSource(nameof(Sizes))] (int Height, int Width) size, [Values(1, 4, 9)] int wanted)
    {
        var (height, width) = size;
        double[] lab = Doubles(3 * height * width, 60);
        var clusters = new SlicClusters(lab, height, width, wanted, 10);
        for (int i = 0; i < 3; i++) clusters.Iterate(moveCentres: true);
        Assert.That(clusters.Labels(), Is.EqualTo(ScalarSlic.Labels(lab, height, width, wanted, 10, 3)));
    }

    // Numbers of scikit-image's regular_grid: a step for both axes, all of an axis that is shorter, every pixel where there are enough.
    [TestCase(64, 64, 100, 3, 6, 3, 6)]
    [TestCase(48, 48, 40, 3, 8, 3, 8)]
    [TestCase(2, 100, 5, 1, 2, 10, 20)]
    [TestCase(100, 2, 5, 10, 20, 1, 2)]
    [TestCase(3, 3, 9, 0, 1, 0, 1)]
    public void SlicGrid_AnyShape_StartsAndSteps(int height, int width, int wanted, int startY, int stepY, int startX, int stepX) =>
        Assert.That(SlicClusters.Grid(height, width, wanted), Is.EqualTo((startY, stepY, startX, stepX)));

    [Test]
    public void RisingOrder_ValuesWithTies_AsAStableSort([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length)
    {
        double[] values = [.. Doubles(length, 1).Select((v, i) => i % 3 == 0 ? Math.Round(Math.Abs(v), 1) : Math.Abs(v) * Math.Pow(10, i % 7))];
        var order = new int[length];
        RisingOrder.Of(values, order);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, length).OrderBy(i => values[i])));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void RisingOrder_NotANumberOfAtLeastZero_Refused(double bad) =>
        Assert.That(() => RisingOrder.Of([1, bad], new int[2]), Throws.ArgumentException.With.Message.Contains("index 1"));

    [Test]
    public void DisjointSets_Joined_KnownByTheirSmallest()
    {
        var sets = new DisjointSets(6);
        Assert.That(sets.Join(5, 3), Is.EqualTo(3));
        Assert.That(sets.Join(sets.Find(5), 1), Is.EqualTo(1));
        Assert.That(sets.Find(5), Is.EqualTo(1));
        Assert.That(sets.Labels(), Is.EqualTo(new[] { 0, 1, 2, 1, 3, 1 }));
    }

    [TestCase(0, "#")]
    [TestCase(1, ".#.,###,.#.")]
    [TestCase(2, "..#..,.###.,#####,.###.,..#..")]
    public void Disk_OfOnePixel_PixelsWithinTheRadius(int radius, string picture)
    {
        int side = (2 * radius) + 1;
        var plane = new bool[side * side];
        new Disk(radius).Mark(plane, side, side, radius, radius, radius + 1);
        Assert.That(plane, Is.EqualTo(picture.Where(c => c != ',').Select(c => c == '#')));
    }

    [Test]
    public void Disk_RunAtTheBorder_StaysInside()
    {
        var plane = new Guarded<bool>(6, 5, true);
        plane.Span.Clear();
        new Disk(1).Mark(plane.Span, 2, 3, 0, 0, 1);
        Assert.That(plane.ToArray(), Is.EqualTo(new[] { true, true, false, true, false, false }));
    }

    [TestCase(0, 0, 0, 0, 0, 0)]
    [TestCase(1, 1, 1, 100, 0, 0)]
    // CIE's values of sRGB red with the same white, to the digits that tables give.
    [TestCase(1, 0, 0, 53.24, 80.09, 67.20)]
    public void LabColor_KnownColours_KnownValues(double red, double green, double blue, double l, double a, double b)
    {
        double[] color = [red, green, blue];
        LabColor.FromRgb(color);
        Assert.That(color, Is.EqualTo(new[] { l, a, b }).Within(0.02));
    }

    [Test]
    public void ByteFraction_NearestFloatOfAByte_TheFractionItself() =>
        Assert.That(Enumerable.Range(0, 256).Select(k => ByteFraction.Widen(k / 255f)), Is.EqualTo(Enumerable.Range(0, 256).Select(k => k / 255.0)));

    [TestCase(0.1234567f)]
    [TestCase(-0.5f)]
    [TestCase(1e30f)]
    public void ByteFraction_AnotherFloat_Unchanged(float value) => Assert.That(ByteFraction.Widen(value), Is.EqualTo((double)value));

    [Test]
    public void CubicSplineResize_WideFlatImage_FlatInside()
    {
        var target = new double[80 * 80];
        CubicSplineResize.Apply([.. Enumerable.Repeat(0.7, 1600)], 40, 40, target, 80, 80);
        Assert.That(target[(40 * 80) + 40], Is.EqualTo(0.7).Within(1e-9));
        Assert.That(target[0], Is.LessThan(0.6), "the spline bends to the zeros outside");
    }

    [Test]
    public void SeparableBlur_Doubles_AsFloatsToTheirPrecision([Values] BlurBorder border)
    {
        float[] image = Sequence.Uniform(13 * 19), blurred = new float[13 * 19];
        SeparableBlur.Apply(image, 13, 19, GaussianKernel.Truncated(1.7), border, blurred);
        double[] exact = Array.ConvertAll(image, v => (double)v), kernel = GaussianKernel.TruncatedDoubles(1.7);
        SeparableBlur.Apply<double>(exact, 13, 19, kernel, kernel, border, exact);
        Assert.That(blurred, Is.EqualTo(exact).Within(1e-6));
    }

    [Test]
    public void SeparableBlur_TwoKernels_OneForEachAxis()
    {
        var target = new double[9];
        SeparableBlur.Apply<double>([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3, [1, 2, 3], [1], BlurBorder.Zero, target);
        Assert.That(target, Is.EqualTo(new double[] { 0, 0, 0, 3, 2, 1, 0, 0, 0 }));
    }

    private static double[] Doubles(int length, double scale) => Array.ConvertAll(Sequence.Normal(length, 11), v => v * scale);
}
