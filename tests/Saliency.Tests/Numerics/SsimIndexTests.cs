using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class SsimIndexTests
{
    [TestCase(7, 7)]
    [TestCase(7, 40)]
    [TestCase(33, 8)]
    [TestCase(25, 31)]
    public void Mean_AnySize_AsAPlainLoopOverWindows(int height, int width)
    {
        float[] a = Sequence.Uniform(height * width), b = Sequence.Uniform(height * width, 1);
        Assert.That(SsimIndex.Mean(a, b, height, width, 2), Is.EqualTo(Plain(a, b, height, width, 2)).Within(1e-12));
    }

    [Test]
    public void Mean_Itself_One()
    {
        float[] a = Sequence.Uniform(100);
        Assert.That(SsimIndex.Mean(a, a, 10, 10, 1), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Mean_BelowAWindow_Throws() => Assert.That(() => SsimIndex.Mean(new float[60], new float[60], 10, 6, 1), Throws.ArgumentException.With.Message.Contains("10×6"));

    private static double Plain(float[] a, float[] b, int height, int width, double range)
    {
        double first = Math.Pow(0.01 * range, 2), second = Math.Pow(0.03 * range, 2);
        var values = new List<double>();
        for (int y = 0; y + 7 <= height; y++)
        {
            for (int x = 0; x + 7 <= width; x++)
            {
                (double A, double B)[] window = [.. from dy in Enumerable.Range(0, 7) from dx in Enumerable.Range(0, 7) let i = ((y + dy) * width) + x + dx select ((double)a[i], (double)b[i])];
                double meanA = window.Average(w => w.A), meanB = window.Average(w => w.B);
                double varianceA = window.Sum(w => Math.Pow(w.A - meanA, 2)) / 48, varianceB = window.Sum(w => Math.Pow(w.B - meanB, 2)) / 48;
                double covariance = window.Sum(w => (w.A - meanA) * (w.B - meanB)) / 48;
                values.Add(((2 * meanA * meanB) + first) * ((2 * covariance) + second) / (((meanA * meanA) + (meanB * meanB) + first) * (varianceA + varianceB + second)));
            }
        }
        return values.Average();
    }
}
