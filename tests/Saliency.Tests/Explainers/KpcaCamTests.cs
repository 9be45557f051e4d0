using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class KpcaCamTests
{
    [TestCase(3, 4, 5)]
    [TestCase(40, 3, 3)]
    public void Explain_AnyActivations_ComponentOfTheCentredKernelByPowerIteration(int channels, int height, int width)
    {
        int pixels = height * width;
        float[] a = Pattern.Values(channels * pixels, 8);
        for (int i = 0; i < a.Length; i++) a[i] += (float)Math.Sin(i % pixels);
        double[] expected = PowerIteration(Kernel(a, channels, pixels, 1.0 / channels));
        Assert.That(CamTestModel.Explain(new KpcaCam(new CamTestModel(new ImageShape(channels, height, width), a), new KpcaCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void Explain_FlatPlanes_Zeros() =>
        Assert.That(CamTestModel.Explain(new KpcaCam(new CamTestModel(new ImageShape(2, 2, 2), 3, 3, 3, 3, 1, 1, 1, 1), new KpcaCamOptions { Finish = CamFinish.Raw })), Is.All.Zero);

    [TestCase(0)]
    [TestCase(double.NaN)]
    public void Constructor_GammaOutOfRange_Refused(double gamma) =>
        Assert.That(() => new KpcaCam(new CamTestModel(new ImageShape(1, 1, 1), 1), new KpcaCamOptions { Gamma = gamma }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static double[,] Kernel(float[] a, int channels, int pixels, double gamma)
    {
        double Centred(int c, int p) => a[(c * pixels) + p] - Enumerable.Range(0, pixels).Average(q => (double)a[(c * pixels) + q]);
        var k = new double[pixels, pixels];
        for (int p = 0; p < pixels; p++)
            for (int q = 0; q < pixels; q++) k[p, q] = Math.Tanh((gamma * Enumerable.Range(0, channels).Sum(c => Centred(c, p) * Centred(c, q))) + 1);
        var centred = new double[pixels, pixels];
        double all = k.Cast<double>().Average();
        for (int p = 0; p < pixels; p++)
            for (int q = 0; q < pixels; q++)
                centred[p, q] = k[p, q] + all - Enumerable.Range(0, pixels).Average(i => k[p, i]) - Enumerable.Range(0, pixels).Average(i => k[i, q]);
        return centred;
    }

    // Shifted by a bound on the eigenvalues, so that the largest is also the one of largest magnitude.
    private static double[] PowerIteration(double[,] k)
    {
        int n = k.GetLength(0);
        double shift = Enumerable.Range(0, n).Max(p => Enumerable.Range(0, n).Sum(q => Math.Abs(k[p, q]))), length = 0;
        double[] v = [.. Enumerable.Range(0, n).Select(i => Math.Cos(i * i))];
        for (int step = 0; step < 5000; step++)
        {
            double[] next = [.. Enumerable.Range(0, n).Select(p => (shift * v[p]) + Enumerable.Range(0, n).Sum(q => k[p, q] * v[q]))];
            length = Math.Sqrt(next.Sum(x => x * x));
            v = Array.ConvertAll(next, x => x / length);
        }
        double scale = Math.Sqrt(length - shift) * Math.Sign(v.MaxBy(Math.Abs));
        return Array.ConvertAll(v, x => x * scale);
    }
}
