using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class SmoothTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    [Test]
    public void Attribute_WithoutNoise_TheMethodItself()
    {
        var model = LinearModel.Usual();
        var method = new IntegratedGradients(model, new() { Steps = 5 });
        float[] smooth = new Smooth(model, method, new() { NoiseLevel = 0, SampleCount = 4 }).Attribute(Photo, Target.Predicted).Values.ToArray();
        Assert.That(smooth, Is.EqualTo(method.Attribute(Photo, Target.Predicted).Values.ToArray()));
    }

    [Test]
    public void Attribute_VarianceWithoutNoise_Zeros()
    {
        var model = LinearModel.Usual();
        var smooth = new Smooth(model, new Gradient(model), new() { NoiseLevel = 0, SampleCount = 4, Statistic = SmoothStatistic.Variance });
        Assert.That(smooth.Attribute(Photo, Target.Predicted).Values.ToArray(), Is.All.Zero.Within(1e-7));
    }

    [TestCase(SmoothStatistic.Mean)]
    [TestCase(SmoothStatistic.MeanSquare)]
    [TestCase(SmoothStatistic.Variance)]
    public void Attribute_GivenNoise_StatisticOfTheNoisyCopies(SmoothStatistic statistic)
    {
        var model = LinearModel.Usual();
        var method = new GradientTimesInput(model);
        float[][] noise = [.. Enumerable.Range(0, 5).Select(i => Pattern.Values(Photo.Shape.Length, 50 + i))];
        double range = Photo.Values.ToArray().Max() - (double)Photo.Values.ToArray().Min();
        var copies = noise.Select(n => method.Attribute(new ModelInput(Photo.Shape, [.. n.Select((v, k) => (float)(Photo.Values[k] + (0.2 * range * v)))]), Target.Class(1)).Values.ToArray()).ToArray();
        double[] expected = [.. Enumerable.Range(0, Photo.Shape.Length).Select(k =>
        {
            double mean = copies.Average(c => (double)c[k]), meanSquare = copies.Average(c => (double)c[k] * c[k]);
            return statistic switch { SmoothStatistic.Mean => mean, SmoothStatistic.MeanSquare => meanSquare, _ => meanSquare - (mean * mean) };
        })];
        var smooth = new Smooth(model, method, new() { NoiseLevel = 0.2, SampleCount = 5, Statistic = statistic }, (i, values) => noise[i].CopyTo(values));
        Assert.That(smooth.Attribute(Photo, Target.Class(1), new RunContext { BatchSize = 2 }).Values.ToArray(), Is.EqualTo(expected).Within(1e-6));
    }

    // Without channels of its own a map is one plane.
    [Test]
    public void Attribute_OfAnExplainerOfMaps_StatisticOfItsMaps()
    {
        var model = LinearModel.Usual();
        var method = new HiResCam(model, new() { Finish = CamFinish.HeatMap });
        float[][] noise = [.. Enumerable.Range(0, 3).Select(i => Pattern.Values(Photo.Shape.Length, 50 + i))];
        var maps = noise.Select(n => method.Explain(new ModelInput(Photo.Shape, [.. n.Select((v, k) => Photo.Values[k] + (0.5f * v))]), Target.Class(1)).Values.ToArray()).ToArray();
        var smooth = new Smooth(model, method, new() { NoiseLevel = 0.5, Unit = NoiseUnit.Absolute, SampleCount = 3 }, (i, values) => noise[i].CopyTo(values));
        var attribution = smooth.Attribute(Photo, Target.Class(1), new RunContext { BatchSize = 2 });
        Assert.That(attribution.Shape, Is.EqualTo(new ImageShape(1, 12, 10)));
        Assert.That(attribution.Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 120).Select(p => maps.Average(m => (double)m[p]))).Within(1e-5).And.Some.Not.Zero);
        Assert.That(smooth.Explain(Photo, Target.Class(1)).Values.ToArray(), Is.EqualTo(attribution.Values.ToArray()), "a heat map has no signs to lose");
    }

    [Test]
    public void Attribute_SampleVariance_DividesByOneLess()
    {
        var model = LinearModel.Usual();
        float[] With(SmoothStatistic statistic) => new Smooth(model, new GradientTimesInput(model), new() { SampleCount = 4, Statistic = statistic }).Attribute(Photo, Target.Class(1)).Values.ToArray();
        Assert.That(With(SmoothStatistic.SampleVariance), Is.EqualTo(With(SmoothStatistic.Variance).Select(v => v * 4.0 / 3)).Within(1e-6).And.Some.Not.Zero);
        Assert.That(() => new Smooth(model, new Gradient(model), new() { SampleCount = 1, Statistic = SmoothStatistic.SampleVariance }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("at least 2 samples"));
    }

    // The classes lie so near that the noise changes the winner.
    [Test]
    public void Attribute_PredictedClass_ThatOfTheUntouchedInput()
    {
        float[][] weights = [Pattern.Values(Photo.Shape.Length, 0), Pattern.Values(Photo.Shape.Length, 1)];
        double[] scores = [.. weights.Select(w => w.Zip(Photo.Values.ToArray(), (a, x) => (double)a * x).Sum())];
        var model = new LinearModel(Photo.Shape, weights, [(float)(scores[1] - scores[0]) + 0.001f, 0]);
        float[] smooth = new Smooth(model, new Gradient(model), new() { NoiseLevel = 1, SampleCount = 20 }).Attribute(Photo, Target.Predicted).Values.ToArray();
        Assert.That(smooth, Is.EqualTo(weights[0]).Within(1e-6));
    }

    [Test]
    public void Attribute_OtherSeed_OtherNoise()
    {
        var model = LinearModel.Usual();
        float[] With(ulong seed) => new Smooth(model, new GradientTimesInput(model), new() { SampleCount = 3, Seed = seed }).Attribute(Photo, Target.Class(1)).Values.ToArray();
        Assert.That(With(1), Is.Not.EqualTo(With(2)));
    }

    [Test]
    public void Attribute_AbsoluteNoise_DeviationOfTheLevel()
    {
        var model = LinearModel.Usual();
        var zero = new ModelInput(Photo.Shape, new float[Photo.Shape.Length]);
        // With a gradient of 1 everywhere, gradient × input of zeros is the noise itself.
        var smooth = new Smooth(model, new GradientTimesInput(model), new() { NoiseLevel = 3, Unit = NoiseUnit.Absolute, SampleCount = 200, Statistic = SmoothStatistic.MeanSquare });
        double meanSquare = smooth.Attribute(zero, Target.Class(0, "sum")).Values.ToArray().Average(v => (double)v);
        Assert.That(Math.Sqrt(meanSquare), Is.EqualTo(3).Within(0.05));
    }

    [Test]
    public void Name_EachStatistic_AsPublished()
    {
        var model = LinearModel.Usual();
        string Name(SmoothStatistic statistic) => new Smooth(model, new Gradient(model), new() { Statistic = statistic }).Name;
        Assert.That(new[] { Name(SmoothStatistic.Mean), Name(SmoothStatistic.MeanSquare), Name(SmoothStatistic.Variance) },
            Is.EqualTo(new[] { "SmoothGrad of Gradient", "SmoothGrad² of Gradient", "VarGrad of Gradient" }));
    }
}
