using Saliency.Explainers;
using Saliency.Imaging;

namespace Saliency.Tests.Explainers;

/// <summary>The axioms of Shapley values on games of six players, and their sampled estimates: each player a pixel of ones that is shown or 0.</summary>
internal sealed class ShapleyTests
{
    // Answers are floats of a few units.
    private const double Rounding = 1e-5;

    private static readonly ImageShape Shape = new(1, 2, 3);

    private static readonly ModelInput Ones = new(Shape, [1, 1, 1, 1, 1, 1]);

    private static readonly Segmenter Pixels = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 3 });

    private static readonly string[] s_exact = ["exact", "kernel"];

    private static readonly string[] s_all = ["exact", "kernel", "kernel sampled", "orders"];

    [TestCaseSource(nameof(s_all))]
    public void Attribute_AnyGame_ValuesAddUpToTheDifference(string method)
    {
        var result = Attribute(method, Mixed);
        Assert.That(result.Values.Sum(), Is.EqualTo(Mixed([1, 1, 1, 1, 1, 1]) - Mixed([0, 0, 0, 0, 0, 0])).Within(Rounding));
        Assert.That(result.Intercept, Is.EqualTo(Mixed([0, 0, 0, 0, 0, 0])).Within(Rounding));
    }

    [TestCaseSource(nameof(s_exact))]
    public void Attribute_PlayersThatDoTheSame_GetTheSame(string method)
    {
        var values = Attribute(method, Mixed).Values;
        Assert.That(values[1], Is.EqualTo(values[2]).Within(Rounding));
    }

    [TestCaseSource(nameof(s_exact))]
    public void Attribute_PlayerThatDoesNothing_GetsNothing(string method) =>
        Assert.That(Attribute(method, Mixed).Values[5], Is.Zero.Within(Rounding));

    [TestCaseSource(nameof(s_exact))]
    public void Attribute_SumOfGames_SumOfValues(string method)
    {
        var (mixed, other, sum) = (Attribute(method, Mixed).Values, Attribute(method, Other).Values, Attribute(method, x => Mixed(x) + (2 * Other(x))).Values);
        Assert.That(sum, Is.EqualTo(mixed.Zip(other, (a, b) => a + (2 * b))).Within(Rounding));
    }

    // Mixed by hand: 3·x₀ to player 0; 4·x₁x₂ in halves; 6·x₀x₃x₄ in thirds.
    [TestCaseSource(nameof(s_exact))]
    public void Attribute_ProductsOfPlayers_SharedAlike(string method) =>
        Assert.That(Attribute(method, Mixed).Values, Is.EqualTo(new double[] { 5, 2, 2, 2, 2, 0 }).Within(Rounding));

    [TestCaseSource(nameof(s_all))]
    public void Attribute_AdditiveGame_EachItsOwn(string method) =>
        Assert.That(Attribute(method, x => x[0] + (2 * x[1]) - (3 * x[2]) + x[5]).Values, Is.EqualTo(new double[] { 1, 2, -3, 0, 0, 1 }).Within(Rounding));

    [Test]
    public void Attribute_BanzhafOfAProduct_HalfThePowerOfTheOthers()
    {
        var options = new ExactShapleyOptions { Segmenter = Pixels, Index = PowerIndex.Banzhaf };
        var values = new ExactShapley(new PixelFunction(Shape, Mixed), options).Attribute(Ones, Target.Class(0)).Values;
        Assert.That(values, Is.EqualTo(new[] { 3 + 1.5, 2, 2, 1.5, 1.5, 0 }).Within(Rounding));
    }

    [TestCase("kernel sampled")]
    [TestCase("orders")]
    public void Attribute_Sampled_WithinAFewOfItsErrors(string method)
    {
        var result = Attribute(method, Mixed);
        double[] exact = [5, 2, 2, 2, 2, 0];
        Assert.That(result.StandardErrors, Has.Length.EqualTo(6));
        for (int i = 0; i < 6; i++) Assert.That(Math.Abs(result.Values[i] - exact[i]), Is.LessThanOrEqualTo((5 * result.StandardErrors[i]) + Rounding), $"player {i}");
        Assert.That(result.StandardErrors.Max(), Is.InRange(1e-4, 1));
    }

    [Test]
    public void Attribute_SeveralTargets_EachAsAloneFromOneSetOfRuns()
    {
        var model = new PixelFunction(Shape, Mixed, Other);
        var explainer = new KernelShap(model, new KernelShapOptions { Segmenter = Pixels });
        var both = explainer.Attribute(Ones, [Target.Class(0), Target.Class(1)]);
        Assert.That(model.Images, Is.EqualTo(64));
        Assert.That(both[1].Values, Is.EqualTo(explainer.Attribute(Ones, Target.Class(1)).Values).Within(1e-12));
    }

    [Test]
    public void Attribute_TooManySegments_RefusedWithTheirNumber()
    {
        var shape = new ImageShape(1, 3, 7);
        var explainer = new ExactShapley(new PixelFunction(shape, x => x[0]), new ExactShapleyOptions { Segmenter = new GridSegmenter() });
        Assert.That(() => explainer.Explain(new ModelInput(shape, new float[21]), Target.Class(0)), Throws.InvalidOperationException.With.Message.Contains("21"));
    }

    [TestCaseSource(nameof(s_all))]
    public void Attribute_OneSegment_TheWholeDifference(string method)
    {
        var one = new GridSegmenter(new GridSegmenterOptions { Rows = 1, Columns = 1 });
        Assert.That(Attribute(method, Mixed, one).Values, Is.EqualTo(new double[] { 13 }).Within(Rounding));
    }

    // The smallest budget that halves down to pixels in every context: the Owen values, by their definition.
    [Test]
    public void PartitionShap_RunsEnough_OwenValues()
    {
        var map = new PartitionShap(new PixelFunction(Shape, Mixed), new PartitionShapOptions { MaximumRuns = 1000, Scale = ScoreScale.Native }).Explain(Ones, Target.Class(0));
        var expected = new double[6];
        Owen([0, 1, 2, 3, 4, 5], [], 1, expected);
        Assert.That(Array.ConvertAll(map.Values.ToArray(), v => (double)v), Is.EqualTo(expected).Within(Rounding));
    }

    [TestCase(3)]
    [TestCase(10)]
    [TestCase(25)]
    public void PartitionShap_AnyBudget_PixelsAddUpAndRunsAreKept(int runs)
    {
        var model = new PixelFunction(Shape, Mixed);
        var map = new PartitionShap(model, new PartitionShapOptions { MaximumRuns = runs, Scale = ScoreScale.Native }).Explain(Ones, Target.Class(0));
        Assert.That(map.Values.ToArray().Sum(v => (double)v), Is.EqualTo(13).Within(Rounding));
        Assert.That(model.Images, Is.LessThanOrEqualTo(runs + 1));
    }

    // Rows and columns of the 2×3 image: halved across while wider than high; the first half is the smaller.
    private static void Owen(int[] part, int[] context, double weight, double[] values)
    {
        double Score(params int[][] shown) => Mixed([.. Enumerable.Range(0, 6).Select(i => shown.Any(s => s.Contains(i)) ? 1f : 0f)]);
        if (part.Length == 1)
        {
            values[part[0]] += weight * (Score(context, part) - Score(context));
            return;
        }
        int[] rows = [.. part.Select(p => p / 3).Distinct().Order()], columns = [.. part.Select(p => p % 3).Distinct().Order()];
        var first = columns.Length > rows.Length
            ? part.Where(p => p % 3 < columns[0] + (columns.Length / 2)).ToArray()
            : [.. part.Where(p => p / 3 < rows[0] + (rows.Length / 2))];
        int[] second = [.. part.Except(first)];
        Owen(first, context, weight / 2, values);
        Owen(second, context, weight / 2, values);
        Owen(first, [.. context, .. second], weight / 2, values);
        Owen(second, [.. context, .. first], weight / 2, values);
    }

    private static double Mixed(float[] x) => (3 * x[0]) + (4 * x[1] * x[2]) + (6 * x[0] * x[3] * x[4]);

    private static double Other(float[] x) => (x[0] * x[5]) - (2 * x[3] * x[1]) + 1;

    private static SegmentAttribution Attribute(string method, Func<float[], double> game, Segmenter? segmenter = null)
    {
        var (model, pixels) = (new PixelFunction(Shape, game), segmenter ?? Pixels);
        SegmentExplainer explainer = method switch
        {
            "exact" => new ExactShapley(model, new ExactShapleyOptions { Segmenter = pixels }),
            "kernel" => new KernelShap(model, new KernelShapOptions { Segmenter = pixels }),
            "kernel sampled" => new KernelShap(model, new KernelShapOptions { Segmenter = pixels, SampleCount = 48 }),
            _ => new ShapleySampling(model, new ShapleySamplingOptions { Segmenter = pixels }),
        };
        return explainer.Attribute(Ones, Target.Class(0));
    }
}
