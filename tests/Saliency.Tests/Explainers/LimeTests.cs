using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class LimeTests
{
    private static readonly ImageShape Shape = new(1, 2, 3);

    private static readonly ModelInput Ones = new(Shape, [1, 1, 1, 1, 1, 1]);

    private static readonly LimeOptions Plain = new()
    {
        Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 3 }), Imputer = Baseline.Zero, Penalty = 0, SampleCount = 200,
    };

    private static readonly PixelFunction Linear = new(Shape, x => 0.5 + x[0] + (2 * x[1]) - (3 * x[2]));

    [Test]
    public void Fit_LinearModelWithoutPenalty_ItsWeightsAndIntercept()
    {
        var fit = new Lime(Linear, Plain).Fit(Ones, Target.Class(0));
        Assert.That(fit.Weights.Values, Is.EqualTo(new double[] { 1, 2, -3, 0, 0, 0 }).Within(1e-6));
        Assert.That((fit.Intercept, fit.RSquared, fit.LocalPrediction, fit.Score), Is.EqualTo((0.5, 1.0, 0.5, 0.5)).Using<(double, double, double, double)>(
            (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) + Math.Abs(a.Item4 - b.Item4) < 1e-5));
        Assert.That(fit.Weights.StandardErrors, Is.All.LessThan(1e-6), "There is nothing to err about.");
    }

    [Test]
    public void Fit_ForwardSelection_StrongestFirst()
    {
        var fit = new Lime(Linear, Plain with { FeatureCount = 2 }).Fit(Ones, Target.Class(0));
        Assert.That(fit.Selected, Is.EqualTo(new[] { 2, 1 }));
        Assert.That(fit.Weights.Values[0], Is.Zero);
    }

    [Test]
    public void Top_SegmentsAskedFor_PositiveOnesOnly()
    {
        var mask = new Lime(Linear, Plain).Fit(Ones, Target.Class(0)).Top(2);
        Assert.That(mask.Values.ToArray(), Is.EqualTo(new[] { true, true, false, false, false, false }));
    }

    // Soft-thresholding: of independent features the lasso takes α·Σw from each pull, so small ones vanish.
    [Test]
    public void Fit_Lasso_SmallWeightsVanishOthersShrink()
    {
        var fit = new Lime(Linear, Plain with { Regression = LimeRegression.Lasso, Penalty = 0.3, SampleCount = 2000, KernelWidth = 100 }).Fit(Ones, Target.Class(0));
        // With equal weights the variance of a coin is 1/4: each weight loses 0.3 / 0.25.
        Assert.That(fit.Weights.Values, Is.EqualTo(new[] { 0, 2 - 1.2, -3 + 1.2, 0, 0, 0 }).Within(0.12));
        Assert.That((fit.Weights.Values[3], fit.Weights.Values[4]), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public void Fit_OtherSeeds_SpreadAsTheErrorsSay()
    {
        var model = new PixelFunction(Shape, x => (x[0] * x[1]) + (2 * x[2] * x[3] * x[4]) + x[5]);
        ToldErrors.AssertAsTheSpread(5, seed => new Lime(model, Plain with { Seed = seed }).Fit(Ones, Target.Class(0)).Weights);
    }

    [Test]
    public void Fit_UntilError_EndsEarlyWithinIt()
    {
        var model = new PixelFunction(Shape, x => (x[0] * x[1]) + (2 * x[2] * x[3] * x[4]) + x[5]);
        var fit = new Lime(model, Plain with { SampleCount = 100_000, UntilError = 0.02 }).Fit(Ones, Target.Class(0)).Weights;
        Assert.That(fit.Origin.ModelRuns, Is.LessThan(20_000).And.EqualTo(model.Images));
        double error = Math.Sqrt(fit.StandardErrors.Average(e => e * e));
        Assert.That(error, Is.LessThanOrEqualTo(0.02 * (fit.Values.Max() - fit.Values.Min())));
    }

    [Test]
    public void Fit_ConstantModel_NothingExplainedByNothing()
    {
        var fit = new Lime(LinearModel.Constant(), new LimeOptions { Segmenter = Plain.Segmenter }).Fit(Pattern.Input(new ImageShape(3, 12, 10), 1), Target.Class(0));
        Assert.That(fit.Weights.Values, Is.All.Zero);
        Assert.That((fit.RSquared, fit.Intercept), Is.EqualTo((1.0, fit.Score)));
    }

    [TestCase(LimeDistance.Cosine, null, 9, 0, 0.0003354626279025119)] // exp(−8)
    [TestCase(LimeDistance.Cosine, 0.5, 9, 4, 0.8007374029168081)] // d = 1/3: exp(−2/9)
    [TestCase(LimeDistance.Euclidean, 3.0, 9, 0, 0.6065306597126334)] // d = 3: exp(−1/2)
    public void Kernel_ShownSegments_RootOfTheExponential(LimeDistance distance, double? width, int segments, int kept, double expected) =>
        Assert.That(LimeGame.Kernel(new LimeOptions { Distance = distance, KernelWidth = width }, kept, segments), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Constructor_OptionsOutOfRange_Refused()
    {
        LimeOptions[] bad =
        [
            Plain with { SampleCount = 1 }, Plain with { KernelWidth = 0 }, Plain with { Penalty = -1 }, Plain with { FeatureCount = 0 }, Plain with { UntilError = 0 },
            Plain with { Distance = (LimeDistance)9 }, Plain with { Regression = (LimeRegression)9 }, Plain with { Selection = (LimeSelection)9 }, Plain with { Scale = (ScoreScale)9 },
        ];
        foreach (var options in bad) Assert.That(() => new Lime(Linear, options), Throws.InstanceOf<ArgumentOutOfRangeException>(), options.ToString());
    }
}
