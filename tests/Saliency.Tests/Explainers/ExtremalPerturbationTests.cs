using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class ExtremalPerturbationTests
{
    private static readonly ImageShape Shape = new(2, 22, 18);

    private static ModelInput Ones => new(Shape, [.. Enumerable.Repeat(1f, Shape.Length)]);

    [TestCase(1, 2.5)]
    [TestCase(3, 4.0)]
    [TestCase(7, 21.0)]
    public void SmoothMask_AnyParameters_EqualsThePlainFormula(int step, double sigma)
    {
        var mask = new SmoothMask(23, 19, step, sigma);
        var slow = new SlowExtremal(23, 19, step, sigma);
        Array.ConvertAll(Pattern.Values(mask.Parameters.Length, 3), v => Math.Abs(v)).CopyTo(mask.Parameters, 0);
        double[] parameters = Array.ConvertAll(mask.Parameters, v => (double)v);
        mask.Generate(3);
        // An exponent of up to 20 is a float to 10⁻⁶, and so is each e^(c·v) to its share: m to a few of these.
        Assert.That(mask.Spilt, Is.EqualTo(slow.Mask(parameters)).Within(4e-6));
        Assert.That(mask.Values, Is.EqualTo(slow.Cropped(Array.ConvertAll(mask.Spilt, v => (double)v))));
        float[] by = Pattern.Values(mask.Spilt.Length, 8), none = new float[mask.Values.Length];
        double[] pulled = mask.PullBack(none, [.. by], 3);
        Assert.That(pulled, Is.EqualTo(slow.PullBack(parameters, Array.ConvertAll(by, v => (double)v))).Within(1e-4));
        Assert.That(mask.PullBack(none, [.. by], 1), Is.EqualTo(pulled));
        // What is said of the image's own pixels comes on top.
        float[] one = [.. none];
        one[(5 * 19) + 7] = 2;
        int at = (int)slow.Cropped([.. Enumerable.Range(0, by.Length).Select(i => (double)i)])[(5 * 19) + 7];
        Assert.That(mask.PullBack(one, [.. by], 3), Is.EqualTo(mask.PullBack(none, [.. by.Select((v, i) => i == at ? v + 2 : v)], 3)));
    }

    [Test]
    public void SlowPullBack_AnyParameters_EqualsCentralDifferences()
    {
        var slow = new SlowExtremal(9, 8, 3, 4);
        double[] parameters = Array.ConvertAll(Pattern.Values(9, 4), v => Math.Abs((double)v)), by = Array.ConvertAll(Pattern.Values(slow.Spilt.Height * slow.Spilt.Width, 5), v => (double)v);
        double[] pulled = slow.PullBack(parameters, by);
        for (int k = 0; k < parameters.Length; k++)
            Assert.That(pulled[k], Is.EqualTo((At(k, 1e-5) - At(k, -1e-5)) / 2e-5).Within(1e-6));

        double At(int k, double moved) => slow.Mask([.. parameters.Select((p, i) => i == k ? p + moved : p)]).Zip(by, (m, b) => m * b).Sum();
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(25)]
    public void Explain_LinearModelFadingToZero_StepsOfThePlainSearch(int iterations)
    {
        float[] weights = Pattern.Values(Shape.Length, 6);
        var input = Pattern.Input(Shape, 7);
        var slow = new SlowExtremal(Shape.Height, Shape.Width, 4, 6);
        // The first mask is symmetric: of pixels that are equal but for roundings, none may have to be chosen. An area that ends where values part.
        double[] first = [.. slow.Mask([.. Enumerable.Repeat(1.0, 6 * 5)]).OrderDescending()];
        double area = (Enumerable.Range(80, 80).MaxBy(rank => first[rank - 1] - first[rank]) - 0.5) / Shape.PlaneLength;
        var map = new ExtremalPerturbation(Linear(weights), new ExtremalPerturbationOptions
        {
            Iterations = iterations, StepPixels = 4, SigmaPixels = 6, Baseline = Baseline.Zero, Jitter = false, Areas = [area],
        }).Explain(input, Target.Class(0));
        double[] slope = [.. Enumerable.Range(0, Shape.PlaneLength).Select(p => Enumerable.Range(0, 2).Sum(c => (double)weights[(c * Shape.PlaneLength) + p] * input.Values[(c * Shape.PlaneLength) + p]))];
        var expected = slow.Search(slope, area, iterations);
        // Two nearly equal pixels may change ranks by a rounding: a 396th of the penalty.
        Assert.That(map.Values.ToArray(), Is.EqualTo(expected).Within(iterations < 3 ? 1e-5 : 2e-3));
    }

    [TestCase(ExtremalGame.Preserve, false)]
    [TestCase(ExtremalGame.Delete, false)]
    [TestCase(ExtremalGame.Dual, false)]
    [TestCase(ExtremalGame.Preserve, true)]
    public void Explain_ModelThatLooksAtOnePlace_CoversItAndNoMore(ExtremalGame game, bool several)
    {
        // 64 of 396 pixels count; a tenth is 40.
        static bool Counts(int i) => i % Shape.PlaneLength / 18 is >= 12 and < 20 && i % Shape.PlaneLength % 18 is >= 2 and < 10;
        // Both games together pull twice as much.
        float weight = game == ExtremalGame.Dual ? 0.125f : 0.25f;
        float[] weights = [.. Enumerable.Range(0, Shape.Length).Select(i => Counts(i) ? weight : 0)];
        var map = new ExtremalPerturbation(Linear(weights), new ExtremalPerturbationOptions
        {
            Areas = several ? [0.1, 0.3] : [0.1], Game = game, StepPixels = 2, SigmaPixels = 2, Iterations = 500, Baseline = Baseline.Zero, Jitter = false,
        }).Explain(Ones, Target.Class(0));
        double inside = Enumerable.Range(0, Shape.PlaneLength).Where(Counts).Average(p => map.Values[p]), outside = Enumerable.Range(0, Shape.PlaneLength).Where(p => !Counts(p)).Average(p => map.Values[p]);
        Assert.That(inside, Is.GreaterThan(0.6));
        Assert.That(outside, Is.LessThan(several ? 0.2 : 0.05));
        Assert.That(map.Values.ToArray().Average(), Is.EqualTo(several ? 0.2 : 0.1).Within(0.03));
    }

    [Test]
    public void Explain_TwoGamesOfThreeAreas_CountsItsRuns()
    {
        var model = Linear(Pattern.Values(Shape.Length, 6));
        var map = new ExtremalPerturbation(model, new ExtremalPerturbationOptions { Areas = [0.05, 0.1, 0.2], Game = ExtremalGame.Dual, Iterations = 5 }).Explain(Ones, Target.Class(0));
        Assert.That((model.Images, map.Origin.ModelRuns), Is.EqualTo((31, 31L)));
        Assert.That(map.Origin.Options, Does.Contain("Dual").And.Contain("0.05, 0.1, 0.2").And.Contain("8 levels"));
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public void Pyramid_Blurred_DerivativeOfWhatItWrites(bool deleting, bool mirrored)
    {
        var input = Pattern.Input(Shape, 9);
        var pyramid = PerturbationPyramid.Blurred(input, 4, 3);
        // Values away from the levels' places, where the slope changes.
        float[] mask = [.. Pattern.Values(Shape.PlaneLength, 2).Select(v => (MathF.Floor((v + 1) * 1.49f) / 3) + 0.1f)];
        float[] by = Pattern.Values(Shape.Length, 3), derivative = new float[mask.Length];
        pyramid.AddByMask(mask, deleting, mirrored, by, derivative);
        foreach (int p in new[] { 0, 17, 100, 257, 395 })
            // By the value that chooses: 1 − m where the mask deletes.
            Assert.That(deleting ? -derivative[p] : derivative[p], Is.EqualTo((At(p, 0.01f) - At(p, -0.01f)) / 0.02).Within(1e-3));

        double At(int p, float moved)
        {
            float[] image = new float[Shape.Length], other = [.. mask.Select((m, i) => i == p ? m + moved : m)];
            pyramid.Fill(other, deleting, mirrored, image);
            return image.Zip(by, (v, b) => (double)v * b).Sum();
        }
    }

    [Test]
    public void Pyramid_MaskOfOneAndZero_TheImageAndItsBlur()
    {
        var input = Pattern.Input(Shape, 9);
        float[] image = new float[Shape.Length], mirrored = new float[Shape.Length], none = new float[Shape.PlaneLength], all = [.. none.Select(_ => 1f)];
        var pyramid = PerturbationPyramid.Blurred(input, 8, 20);
        pyramid.Fill(all, false, false, image);
        Assert.That(image, Is.EqualTo(input.Values.ToArray()));
        pyramid.Fill(none, true, true, mirrored);
        Assert.That(mirrored.Chunk(18).SelectMany(row => row.Reverse()), Is.EqualTo(image));
        pyramid.Fill(none, false, false, image);
        Assert.That(image.Max(Math.Abs), Is.InRange(1e-6f, 0.2f));
    }

    [Test]
    public void AreaPenalty_DifferentValues_DerivativeOfTheSquares()
    {
        float[] mask = Array.ConvertAll(Pattern.Values(20, 1), Math.Abs), by = new float[20];
        AreaPenalty.AddGradient(mask, 5, 300, by);
        for (int i = 0; i < mask.Length; i++) Assert.That(by[i], Is.EqualTo((At(i, 1e-6) - At(i, -1e-6)) / 2e-6).Within(1e-4));

        double At(int i, double moved)
        {
            double[] sorted = [.. mask.Select((m, k) => k == i ? m + moved : m).Order()];
            return 300 * sorted.Select((m, rank) => Math.Pow(m - (rank < 15 ? 0 : 1), 2)).Average();
        }
    }

    [Test]
    public void AreaPenalty_EqualValues_ShareTheirPlaces()
    {
        var by = new float[4];
        AreaPenalty.AddGradient([0.5f, 0.5f, 0.5f, 0.5f], 1, 4, by);
        // Each wants to be the area: 2·4·(0.5 − 0.25)/4.
        Assert.That(by, Is.EqualTo(new[] { 0.5f, 0.5f, 0.5f, 0.5f }));
    }

    [Test]
    public void New_OptionOutOfRange_Refused()
    {
        var model = LinearModel.Usual();
        ExtremalPerturbationOptions[] wrong =
        [
            new() { Areas = [] }, new() { Areas = [0.1, 1] }, new() { Iterations = 0 }, new() { StepPixels = 0 }, new() { SigmaPixels = 0 }, new() { BlurLevels = 1 },
            new() { BlurSigmaPixels = double.NaN }, new() { Game = (ExtremalGame)3 }, new() { Scale = (ScoreScale)7 }, new() { Baseline = Baseline.Color(1, 2) },
        ];
        foreach (var options in wrong) Assert.That(() => new ExtremalPerturbation(model, options), Throws.InstanceOf<ArgumentException>());
    }

    private static LinearModel Linear(float[] weights) => new(Shape, [weights], [0f], ScoreKind.Values);
}
