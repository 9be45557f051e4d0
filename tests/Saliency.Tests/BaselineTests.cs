using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class BaselineTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(2, 5, 13), 1);

    [Test]
    public void Zero_AnyImage_Zeros() => Assert.That(Filled(Baseline.Zero), Is.All.Zero);

    [Test]
    public void Color_OneValue_Everywhere() => Assert.That(Filled(Baseline.Color(0.5f)), Is.All.EqualTo(0.5f));

    [Test]
    public void Color_OneForEachChannel_PlaneByPlane() =>
        Assert.That(Filled(Baseline.Color(1, 2)), Is.EqualTo(Enumerable.Repeat(1f, 65).Concat(Enumerable.Repeat(2f, 65))));

    [Test]
    public void Color_OtherNumberOfChannels_Refused() =>
        Assert.That(() => Filled(Baseline.Color(1, 2, 3)), Throws.ArgumentException.With.Message.Contains("1 or 2").And.Message.Contains("got 3"));

    [Test]
    public void Color_NaN_Refused() => Assert.That(() => Baseline.Color(0, float.NaN), Throws.ArgumentException);

    [Test]
    public void Color_NoValue_Refused() => Assert.That(() => Baseline.Color(), Throws.ArgumentException);

    [Test]
    public void ChannelMean_AnyImage_MeanOfEachPlane()
    {
        float[] planes = Photo.Values.ToArray();
        // A mean of 65 floats, rounded once.
        Assert.That(Filled(Baseline.ChannelMean), Is.EqualTo(Enumerable.Repeat(planes[..65].Average(), 65).Concat(Enumerable.Repeat(planes[65..].Average(), 65))).Within(1e-6));
    }

    [Test]
    public void Image_OfTheSameShape_ItsValues()
    {
        var other = Pattern.Input(Photo.Shape, 2);
        Assert.That(Filled(Baseline.Image(other)), Is.EqualTo(other.Values.ToArray()));
    }

    [Test]
    public void Image_OfAnotherShape_RefusedWithBothShapes() =>
        Assert.That(() => Filled(Baseline.Image(Pattern.Input(new ImageShape(2, 13, 5), 1))), Throws.ArgumentException.With.Message.Contains("2×5×13").And.Message.Contains("2×13×5"));

    // Also where the kernel is larger than the image.
    [TestCase(3, 0.8)]
    [TestCase(11, 5)]
    [TestCase(31, 2)]
    public void Blur_AnyImage_PlainDoubleConvolution(int size, double sigma)
    {
        double[] kernel = PlainKernel(size, sigma);
        var expected = new double[Photo.Shape.Length];
        for (int c = 0; c < 2; c++)
            for (int y = 0; y < 5; y++)
                for (int x = 0; x < 13; x++)
                    for (int v = 0; v < size; v++)
                        for (int u = 0; u < size; u++)
                        {
                            int sourceY = y + v - (size / 2), sourceX = x + u - (size / 2);
                            if (sourceY is >= 0 and < 5 && sourceX is >= 0 and < 13)
                                expected[(c * 65) + (y * 13) + x] += kernel[v] * kernel[u] * Photo.Values[(c * 65) + (sourceY * 13) + sourceX];
                        }
        // Two passes of at most 31 float products of values below one.
        Assert.That(Filled(Baseline.Blur(size, sigma)), Is.EqualTo(expected).Within(2e-6));
    }

    [TestCase(10, 5)]
    [TestCase(0, 5)]
    [TestCase(11, 0)]
    [TestCase(11, double.NaN)]
    public void Blur_KernelThatIsNone_Refused(int size, double sigma) =>
        Assert.That(() => Baseline.Blur(size, sigma), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // A point in the middle of the frame, filtered with the frame's samples mirrored (edge repeated) as often as needed.
    private static double[] PlainKernel(int size, double sigma)
    {
        int radius = (int)((4 * sigma) + 0.5);
        double[] gauss = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
        double sum = gauss.Sum();
        var kernel = new double[size];
        for (int at = 0; at < size; at++)
            for (int d = -radius; d <= radius; d++)
            {
                int source = at + d;
                while (source < 0 || source >= size) source = source < 0 ? -1 - source : (2 * size) - 1 - source;
                if (source == size / 2) kernel[at] += gauss[d + radius] / sum;
            }
        return kernel;
    }

    private static float[] Filled(Baseline baseline)
    {
        var values = new float[Photo.Shape.Length];
        Array.Fill(values, 99);
        baseline.Fill(Photo, values);
        return values;
    }
}
