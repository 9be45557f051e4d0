using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class GaussianKernelTests
{
    [TestCase(0.8, 7)]
    [TestCase(1, 9)]
    [TestCase(2.5, 21)]
    [TestCase(0.1, 1)]
    public void Truncated_Sigma_ReachesFourDeviations(double sigma, int length) => Assert.That(GaussianKernel.Truncated(sigma), Has.Length.EqualTo(length));

    [Test]
    public void Truncated_Neighbours_InTheRatioOfAGaussian()
    {
        var kernel = GaussianKernel.Truncated(2);
        Assert.That(kernel[8 + 3] / kernel[8], Is.EqualTo(Math.Exp(-9.0 / 8)).Within(1e-6));
    }

    [Test]
    public void Truncated_Weights_SumToOne([Values(0.3, 1, 5, 20)] double sigma) =>
        Assert.That(GaussianKernel.Truncated(sigma).Sum(w => (double)w), Is.EqualTo(1).Within(1e-6));

    [Test]
    public void Framed_Weights_SumToOne([Values(1, 3, 11)] int length) =>
        Assert.That(GaussianKernel.Framed(length, 5).Sum(w => (double)w), Is.EqualTo(1).Within(1e-6));

    [Test]
    public void Framed_FrameWiderThanTheTail_IsTheTruncatedKernel() =>
        Assert.That(GaussianKernel.Framed(21, 2.5), Is.EqualTo(GaussianKernel.Truncated(2.5)));

    [Test]
    public void Framed_IsABrightPixelBlurredWithReflection()
    {
        var dirac = new float[11];
        dirac[5] = 1;
        var blurred = new float[11];
        // As a column the frame is one pixel wide, and reflection leaves a width of one as it is.
        SeparableBlur.Apply(dirac, 11, 1, GaussianKernel.Truncated(5), BlurBorder.Reflect, blurred);
        Assert.That(GaussianKernel.Framed(11, 5), Is.EqualTo(blurred).Within(1e-6f));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Truncated_ImpossibleSigma_Throws(double sigma) => Assert.That(() => GaussianKernel.Truncated(sigma), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(0)]
    [TestCase(10)]
    public void Framed_EvenOrNoLength_Throws(int length) => Assert.That(() => GaussianKernel.Framed(length, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
