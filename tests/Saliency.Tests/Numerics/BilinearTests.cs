using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

public class BilinearTests
{
    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 7), (5, 1), (7, 7), (8, 9), (16, 33), (31, 17), (64, 65)];

    [Test]
    public void Resize_AnySizes_AsPlainLoop([ValueSource(nameof(Sizes))] (int Height, int Width) from, [ValueSource(nameof(Sizes))] (int Height, int Width) to)
    {
        var source = Sequence.Normal(from.Height * from.Width);
        var target = new Guarded<float>(to.Height * to.Width, 1, 9);
        Bilinear.Resize(source, from.Height, from.Width, target.Span, to.Height, to.Width);
        var expected = new float[to.Height * to.Width];
        ScalarBilinear.Resample(source, from.Height, from.Width, expected, to.Height, to.Width,
            0, (double)from.Height / to.Height, 0, (double)from.Width / to.Width, GridBorder.Clamp);
        Assert.That(target.ToArray(), Is.EqualTo(expected));
    }

    // Steps and starts that walk forwards, stand still, walk backwards, and leave the source on either side.
    [TestCase(0, 0.4, 0, 0.4)]
    [TestCase(-3.3, 0.7, 2.2, 0.31)]
    [TestCase(6, -0.45, 6, -0.3)]
    [TestCase(2.5, 0, 1.5, 0)]
    [TestCase(-20, 2.3, -15, 1.9)]
    public void Resample_AnyShiftAndScale_AsPlainLoop(double startY, double stepY, double startX, double stepX)
    {
        var source = Sequence.Normal(6 * 5);
        foreach (var border in Enum.GetValues<GridBorder>())
        {
            float[] target = new float[19 * 23], expected = new float[19 * 23];
            Bilinear.Resample(source, 6, 5, target, 19, 23, startY, stepY, startX, stepX, border);
            ScalarBilinear.Resample(source, 6, 5, expected, 19, 23, startY, stepY, startX, stepX, border);
            Assert.That(target, Is.EqualTo(expected), border.ToString());
        }
    }

    [Test]
    public void Resize_SameSize_SameBits()
    {
        var source = Sequence.Normal(13 * 11);
        var target = new float[13 * 11];
        Bilinear.Resize(source, 13, 11, target, 13, 11);
        Assert.That(target, Is.EqualTo(source));
    }

    [Test]
    public void Resize_ConstantPlane_StaysExactlyConstant()
    {
        var target = new float[50 * 51];
        Bilinear.Resize(Enumerable.Repeat(0.1f, 21).ToArray(), 3, 7, target, 50, 51);
        Assert.That(target, Is.All.EqualTo(0.1f));
    }

    [Test]
    public void Resize_TwoValuesToFour_QuartersOfTheWay()
    {
        // Centres at ¼, ¾, 1¼, 1¾ against samples at ½ and 1½: the outer two lie beyond the samples and are repeated.
        var target = new float[4];
        Bilinear.Resize([0, 1], 1, 2, target, 1, 4);
        Assert.That(target, Is.EqualTo(new[] { 0, 0.25f, 0.75f, 1 }));
    }

    [Test]
    public void Resample_BeforeTheFirstSample_MirrorReadsTheSecond()
    {
        var target = new float[1];
        Bilinear.Resample([10, 20, 30], 1, 3, target, 1, 1, 0, 1, -0.75, 1, GridBorder.Mirror);
        // Position −¼ lies ¾ of a sample before the first centre, so as far on the way to the second.
        Assert.That(target[0], Is.EqualTo(17.5f));
    }

    [Test]
    public void Resize_NothingWanted_WritesNothing() => Assert.That(() => Bilinear.Resize([], 0, 0, [], 0, 5), Throws.Nothing);

    [Test]
    public void Resize_NothingToRead_Throws() =>
        Assert.That(() => Bilinear.Resize([], 0, 3, new float[1], 1, 1), Throws.ArgumentException.With.Message.Contains("at least one value"));

    [Test]
    public void Resize_SourceOfOtherLength_ThrowsWithBothNumbers() =>
        Assert.That(() => Bilinear.Resize(new float[5], 2, 3, new float[1], 1, 1), Throws.ArgumentException.With.Message.Contains("Expected 6 values, got 5"));

    [Test]
    public void Resize_TargetOfOtherLength_ThrowsWithBothNumbers() =>
        Assert.That(() => Bilinear.Resize(new float[6], 2, 3, new float[7], 2, 4), Throws.ArgumentException.With.Message.Contains("Expected room for 8 values, got 7"));
}
