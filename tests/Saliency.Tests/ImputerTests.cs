using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class ImputerTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(2, 9, 11), 1);

    private static readonly bool[] Some = [.. Enumerable.Range(0, 99).Select(i => i % 11 is > 2 and < 7 && i / 11 is > 1 and < 8)];

    private static IEnumerable<TestCaseData> All => new (string Name, Imputer Imputer)[]
    {
        ("zero", Baseline.Zero), ("channel mean", Baseline.ChannelMean), ("blur", Baseline.Blur()), ("Gaussian blur", Baseline.GaussianBlur(2)), ("image", Baseline.Image(Pattern.Input(Photo.Shape, 2))),
        ("uniform noise", Baseline.UniformNoise()), ("Gaussian noise", Baseline.GaussianNoise()), ("shuffled", Baseline.Shuffled()), ("linear", Imputer.NoisyLinear(0)),
        ("noisy linear", Imputer.NoisyLinear()), ("Telea", Imputer.Telea()), ("Navier–Stokes", Imputer.NavierStokes()), ("biharmonic", Imputer.Biharmonic()), ("triangulated", Imputer.Triangulated()), ("nearest", Imputer.Nearest()),
    }.Select(entry => new TestCaseData(entry.Imputer).SetArgDisplayNames(entry.Name));

    private static IEnumerable<TestCaseData> FromTheRest =>
        new[] { Imputer.NoisyLinear(0), Imputer.Telea(), Imputer.NavierStokes(), Imputer.Biharmonic(), Imputer.Triangulated(), Imputer.Nearest() }.Select(imputer => new TestCaseData(imputer).SetArgDisplayNames(imputer.ToString()!));

    [TestCaseSource(nameof(All))]
    public void Impute_KeptPixels_SameBits(Imputer imputer)
    {
        float[] values = Imputed(imputer, Some);
        Assert.That(values.Where((_, i) => !Some[i % 99]), Is.EqualTo(Photo.Values.ToArray().Where((_, i) => !Some[i % 99])));
    }

    [TestCaseSource(nameof(All))]
    public void Impute_NothingRemoved_TheImage(Imputer imputer) => Assert.That(Imputed(imputer, new bool[99]), Is.EqualTo(Photo.Values.ToArray()));

    [TestCaseSource(nameof(All))]
    public void Impute_EverythingRemoved_Finite(Imputer imputer) => Assert.That(Imputed(imputer, Everything()), Is.All.Matches<float>(float.IsFinite));

    [TestCaseSource(nameof(All))]
    public void Impute_Prepared_SameBits(Imputer imputer) => Assert.That(Imputed(imputer.PreparedFor(Photo), Some, 3), Is.EqualTo(Imputed(imputer, Some, 3)));

    [TestCaseSource(nameof(All))]
    public void Impute_Again_SameBits(Imputer imputer)
    {
        float[] first = Imputed(imputer, Some, 3);
        Assert.That(Imputed(imputer, Some, 3), Is.EqualTo(first));
    }

    [TestCaseSource(nameof(FromTheRest))]
    public void Impute_EverythingRemoved_ChannelMeans(Imputer imputer)
    {
        var means = new float[Photo.Shape.Length];
        Baseline.ChannelMean.Fill(Photo, means);
        Assert.That(Imputed(imputer, Everything()), Is.EqualTo(means));
    }

    [TestCaseSource(nameof(FromTheRest))]
    public void Impute_ConstantImage_Constant(Imputer imputer)
    {
        var flat = new ModelInput(Photo.Shape, Enumerable.Repeat(1.5f, Photo.Shape.Length).ToArray());
        var values = new float[flat.Shape.Length];
        imputer.Impute(flat, Some, 0, values);
        Assert.That(values, Is.All.EqualTo(1.5f).Within(1e-6f));
    }

    [TestCaseSource(nameof(FromTheRest))]
    public void Impute_Hole_WithinTheRangeOfTheRest(Imputer imputer)
    {
        float[] values = Imputed(imputer, Some);
        for (int c = 0; c < 2; c++)
        {
            float[] kept = [.. Photo.Values.ToArray().Where((_, i) => i / 99 == c && !Some[i % 99])];
            float[] filled = [.. values.Where((_, i) => i / 99 == c && Some[i % 99])];
            // The grey level that Telea's may add keeps to the range of all channels.
            Assert.That(filled, Is.All.InRange(kept.Min() - 0.02f, kept.Max() + 0.02f));
        }
    }

    [TestCaseSource(nameof(FromTheRest))]
    public void Impute_ScaledImage_ScaledFilling(Imputer imputer)
    {
        float[] expected = [.. Imputed(imputer, Some).Select(v => (40 * v) + 7)];
        var scaled = new ModelInput(Photo.Shape, [.. Photo.Values.ToArray().Select(v => (40 * v) + 7)]);
        var values = new float[scaled.Shape.Length];
        imputer.Impute(scaled, Some, 0, values);
        Assert.That(values, Is.EqualTo(expected).Within(2e-3f));
    }

    [Test]
    public void NoisyLinear_Noise_OfItsDeviationAtRemovedPixels()
    {
        float[] noisy = Imputed(Imputer.NoisyLinear(0.5), Some), plain = Imputed(Imputer.NoisyLinear(0), Some);
        double[] noise = [.. noisy.Zip(plain, (a, b) => (double)a - b).Where((_, i) => Some[i % 99])];
        // 48 draws: the deviation of such a sample lies within 0.35 and 0.65 but for one in a few hundred seeds; this seed's does.
        Assert.That(Math.Sqrt(noise.Average(v => v * v)), Is.InRange(0.35, 0.65));
    }

    [Test]
    public void RandomImputers_OtherSampleOrSeed_OtherValues()
    {
        Func<ulong, Imputer>[] random = [seed => Baseline.UniformNoise(seed), seed => Baseline.GaussianNoise(seed), seed => Baseline.Shuffled(seed), seed => Imputer.NoisyLinear(0.1, seed)];
        foreach (var make in random)
        {
            float[] one = Imputed(make(1), Some, 0);
            Assert.That(Imputed(make(1), Some, 1), Is.Not.EqualTo(one));
            Assert.That(Imputed(make(2), Some, 0), Is.Not.EqualTo(one));
        }
    }

    [Test]
    public void UniformNoise_OwnRange_FillsIt()
    {
        var values = new float[Photo.Shape.Length];
        Baseline.UniformNoise().Fill(Photo, values);
        float low = Photo.Values[..99].ToArray().Min(), high = Photo.Values[..99].ToArray().Max();
        Assert.That(values[..99], Is.All.InRange(low, high));
        Assert.That(values[..99].Max() - values[..99].Min(), Is.GreaterThan(0.8f * (high - low)));
    }

    [Test]
    public void Shuffled_AnyImage_SamePixelsChannelsTogether()
    {
        var values = new float[Photo.Shape.Length];
        Baseline.Shuffled().Fill(Photo, values);
        Assert.That(Enumerable.Range(0, 99).Select(i => (values[i], values[99 + i])), Is.EquivalentTo(Enumerable.Range(0, 99).Select(i => (Photo.Values[i], Photo.Values[99 + i]))));
    }

    [Test]
    public void GaussianNoise_OwnMoments_AboutThose()
    {
        var wide = Pattern.Input(new ImageShape(1, 100, 100), 4);
        var values = new float[wide.Shape.Length];
        Baseline.GaussianNoise().Fill(wide, values);
        double mean = values.Average(v => (double)v), expected = wide.Values.ToArray().Average(v => (double)v);
        // Ten thousand draws of deviation 0.58: the mean's own deviation is 0.006.
        Assert.That(mean, Is.EqualTo(expected).Within(0.03));
    }

    [Test]
    public void Imputers_ParametersThatAreNone_Refused()
    {
        Assert.That(() => Imputer.NoisyLinear(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Imputer.Telea(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Imputer.NavierStokes(101), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Baseline.UniformNoise(2, 1), Throws.ArgumentException);
        Assert.That(() => Baseline.GaussianNoise(0, -1), Throws.ArgumentException);
    }

    private static bool[] Everything() => [.. Enumerable.Repeat(true, 99)];

    private static float[] Imputed(Imputer imputer, bool[] removed, int sample = 0)
    {
        var values = new float[Photo.Shape.Length];
        imputer.Impute(Photo, removed, sample, values);
        return values;
    }
}
