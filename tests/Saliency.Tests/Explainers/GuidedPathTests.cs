using Saliency.Explainers;

namespace Saliency.Tests.Explainers;

/// <summary>Guided paths of functions of two numbers, against the values that the authors' own tests state.</summary>
internal sealed class GuidedPathTests
{
    [Test]
    public void Accept_LinearFunction_DifferenceTimesGradient()
    {
        double[] sum = Walk(10, 5, [-1, -3], new() { Steps = 10, Fraction = 0.1, MaximumDistance = 0.5 }, (_, _) => (2, 1));
        Assert.That(sum, Is.EqualTo(new[] { 22.0, 8 }).Within(1e-6));
    }

    // f = (2a + c)², from 0 to 3: its gradient is (8a + 4c, 4a + 2c), the whole rise 81. Values to four digits.
    [TestCase(0, 53.95, 26.97)]
    [TestCase(0.2, 65.44, 15.47)]
    [TestCase(1, 71.89, 9.02)]
    public void Accept_SquareOfASum_TheLessTheSmallerGradientTheFreerThePath(double distance, double first, double second)
    {
        double[] sum = Walk(3, 3, [0, 0], new() { Steps = 1000, Fraction = 0.1, MaximumDistance = distance }, (a, c) => ((8 * a) + (4 * c), (4 * a) + (2 * c)));
        Assert.That(sum, Is.EqualTo(new[] { first, second }).Within(0.01));
    }

    [Test]
    public void Accept_ImageThatIsItsBaseline_Zeros() =>
        Assert.That(Walk(3, 4, [3, 4], new() { Steps = 5 }, (a, c) => (a, c)), Is.All.Zero);

    [Test]
    public void Accept_LastStep_ReachesTheImage()
    {
        var image = new float[2];
        Walk(3, -7, [1, 0], new() { Steps = 7 }, (a, c) => (a * c, a - c), path => path.Fill(7, image, []));
        Assert.That(image, Is.EqualTo(new[] { 3f, -7 }).Within(1e-6));
    }

    private static double[] Walk(float x0, float x1, float[] from, GuidedIntegratedGradientsOptions options, Func<double, double, (double, double)> gradient, Action<GuidedPath>? after = null)
    {
        var shape = new ImageShape(1, 1, 2);
        var path = new GuidedPath(new ModelInput(shape, [x0, x1]), options with { Baseline = Baseline.Image(new ModelInput(shape, from)) });
        var image = new float[2];
        for (int step = 0; step < options.Steps; step++)
        {
            path.Fill(step, image, []);
            var (first, second) = gradient(image[0], image[1]);
            path.Accept(step, image, [(float)first, (float)second], []);
        }
        after?.Invoke(path);
        return path.Finish();
    }
}
