using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

internal sealed class SeparableBlurTests
{
    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 9), (9, 1), (2, 3), (7, 15), (5, 16), (6, 17), (3, 31), (4, 33), (20, 64), (21, 65), (3, 129)];

    [Test]
    public void Apply_AnySizeBorderAndKernel_AsPlainLoop(
        [ValueSource(nameof(Sizes))] (int Height, int Width) size, [Values] BlurBorder border, [Values(1, 3, 11, 41)] int taps)
    {
        var (height, width) = size;
        var kernel = Sequence.Uniform(taps, 4);
        var source = new Guarded<float>(2 * height * width, 1, 9).With(Sequence.Normal(2 * height * width));
        var target = new Guarded<float>(2 * height * width, 3, 9);
        SeparableBlur.Apply(source.Span, height, width, kernel, border, target.Span);
        var expected = new float[2 * height * width];
        ScalarBlur.Apply(source.Span, height, width, kernel, border, expected);
        Assert.That(target.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Apply_AgainstADoubleSumOverTheSquare_Close([Values] BlurBorder border)
    {
        const int height = 13, width = 19;
        var kernel = GaussianKernel.Truncated(1.7);
        var source = Sequence.Uniform(height * width);
        var target = new float[height * width];
        SeparableBlur.Apply(source, height, width, kernel, border, target);
        var expected = new double[height * width];
        int radius = kernel.Length / 2;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int i = 0; i < kernel.Length; i++)
                    for (int j = 0; j < kernel.Length; j++)
                    {
                        int v = ScalarBlur.Fold(y + i - radius, height, border), u = ScalarBlur.Fold(x + j - radius, width, border);
                        if (v >= 0 && u >= 0) expected[(y * width) + x] += (double)kernel[i] * kernel[j] * source[(v * width) + u];
                    }
        // Two passes of 15 float additions of values below 1: below 30 roundings of 6e-8.
        Assert.That(target, Is.EqualTo(expected).Within(2e-6));
    }

    [Test]
    public void Apply_AsymmetricKernel_IsCorrelatedNotConvolved()
    {
        var target = new float[5];
        SeparableBlur.Apply([0, 0, 1, 0, 0], 1, 5, [1, 10, 100], BlurBorder.Zero, target);
        // One row: the column pass keeps the middle weight alone.
        Assert.That(target, Is.EqualTo(new float[] { 0, 1000, 100, 10, 0 }));
    }

    [Test]
    public void Apply_InPlace_SameAsBeside()
    {
        var image = Sequence.Normal(3 * 20 * 21);
        var beside = new float[image.Length];
        var kernel = GaussianKernel.Truncated(2);
        SeparableBlur.Apply(image, 20, 21, kernel, BlurBorder.Reflect, beside);
        SeparableBlur.Apply(image, 20, 21, kernel, BlurBorder.Reflect, image);
        Assert.That(image, Is.EqualTo(beside));
    }

    [Test]
    public void Apply_NoPixels_WritesNothing() => Assert.That(() => SeparableBlur.Apply([], 0, 4, [1], BlurBorder.Zero, []), Throws.Nothing);

    [Test]
    public void Apply_EvenKernel_Throws() =>
        Assert.That(() => SeparableBlur.Apply(new float[4], 2, 2, new float[2], BlurBorder.Zero, new float[4]), Throws.ArgumentException.With.Message.Contains("odd number of weights"));

    [Test]
    public void Apply_PartialPlane_Throws() =>
        Assert.That(() => SeparableBlur.Apply(new float[5], 2, 2, [1], BlurBorder.Zero, new float[5]), Throws.ArgumentException.With.Message.Contains("whole planes of 2×2"));

    [Test]
    public void Apply_TargetOfOtherLength_Throws() =>
        Assert.That(() => SeparableBlur.Apply(new float[4], 2, 2, [1], BlurBorder.Zero, new float[5]), Throws.ArgumentException.With.Message.Contains("room for 4"));
}
