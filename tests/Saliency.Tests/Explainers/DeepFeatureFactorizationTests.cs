using Saliency.Explainers;
using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class DeepFeatureFactorizationTests
{
    // Two parts that do not touch: (3, 0, 1) on the left, stronger, and (0, 2, 2) on the lower right.
    private static readonly float[] s_planes = [3, 0, 3, 0, 0, 0, 0, 2, 1, 0, 1, 2];

    [Test]
    public void Factorize_PartsThatDoNotTouch_FindsThem()
    {
        var found = Found();
        Assert.That(found.Residual, Is.LessThan(1e-3));
        Assert.That(found.Concepts[0].Features, Is.EqualTo(new[] { 3.0, 0, 1 }).Within(1e-2));
        Assert.That(found.Concepts[1].Features, Is.EqualTo(new[] { 0.0, 2, 2 }).Within(1e-2));
        var left = new SaliencyMap(2, 2, [1, 0, 1, 0]).Resize(8, 8);
        Assert.That(found.Concepts[0].Maps[0].Values.ToArray(), Is.EqualTo(left.Values.ToArray()).Within(1e-2));
    }

    // Every place holds the features: a score of the sum over places is four times the features' own.
    [Test]
    public void Factorize_Scores_AreTheHeadsAnswerToTheFeaturesEverywhere() =>
        Assert.That(Found().Concepts.Select(c => c.Scores[0]), Is.EqualTo(new[] { 16.0, 16 }).Within(0.1));

    [Test]
    public void Factorize_SeveralImages_ConceptsInCommonMapsOfTheirOwn()
    {
        var model = LinearModel.Usual();
        ModelInput[] photos = [.. Enumerable.Range(1, 3).Select(seed => Pattern.Input(model.InputShape, seed))];
        var found = new DeepFeatureFactorization(model, new DeepFeatureFactorizationOptions { Concepts = 3 }).Factorize(photos, new RunContext { BatchSize = 2 });
        Assert.That(found.Concepts.Select(c => (c.Features.Length, c.Maps.Length, c.Scores.Length)), Is.All.EqualTo((7, 3, 4)));
        Assert.That(found.Concepts.SelectMany(c => c.Maps).SelectMany(m => m.Values.ToArray()), Is.All.InRange(0, 1));
        Assert.That(found.Concepts[0].Maps[0].Origin.ModelRuns, Is.EqualTo(model.Images));
    }

    [Test]
    public void Factorize_OtherBatchSize_SameBits()
    {
        var model = LinearModel.Usual();
        ModelInput[] photos = [.. Enumerable.Range(1, 3).Select(seed => Pattern.Input(model.InputShape, seed))];
        float[] Of(int batch) => [.. new DeepFeatureFactorization(model, new DeepFeatureFactorizationOptions { Concepts = 2 }).Factorize(photos, new RunContext { BatchSize = batch }).Concepts.SelectMany(c => c.Features)];
        Assert.That(Of(1), Is.EqualTo(Of(3)));
    }

    [Test]
    public void Factorize_LayerOfOneValue_ZerosAndNoResidual()
    {
        var found = new DeepFeatureFactorization(new CamFormulaModel(new ImageShape(2, 2, 2), [5, 5, 5, 5, 5, 5, 5, 5], new float[8]), new DeepFeatureFactorizationOptions { Concepts = 1 })
            .Factorize(CamFormulaModel.Image);
        Assert.That((found.Residual, found.Concepts[0].Features[0], found.Concepts[0].Maps[0].Values.ToArray().Max()), Is.EqualTo((0.0, 5f, 0f)));
    }

    [TestCase(0)]
    [TestCase(4)]
    public void Constructor_MoreConceptsThanChannelsOrNone_Refused(int concepts) =>
        Assert.That(() => new DeepFeatureFactorization(Model(), new DeepFeatureFactorizationOptions { Concepts = concepts }), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 3"));

    [Test]
    public void NonNegativeFactors_AnyMatrix_NoNegativeValueAndTheResidualIsTheirs()
    {
        double[][] matrix = [.. Enumerable.Range(0, 6).Select(r => Array.ConvertAll(Pattern.Values(9, r), v => Math.Abs((double)v)))];
        var factors = new NonNegativeFactors(matrix, 3, 5, default);
        Assert.That(factors.Left.Concat(factors.Right).SelectMany(f => f), Is.All.GreaterThanOrEqualTo(0));
        double error = 0, size = 0;
        for (int r = 0; r < 6; r++)
            for (int c = 0; c < 9; c++)
            {
                error += Math.Pow(matrix[r][c] - Enumerable.Range(0, 3).Sum(k => factors.Left[k][r] * factors.Right[k][c]), 2);
                size += matrix[r][c] * matrix[r][c];
            }
        Assert.That(factors.Residual, Is.EqualTo(Math.Sqrt(error / size)).Within(1e-9));
        // The mean of each row alone would leave more.
        Assert.That(factors.Residual, Is.LessThan(0.4));
    }

    private static CamFormulaModel Model() => new(new ImageShape(3, 2, 2), s_planes, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);

    private static FeatureFactorization Found() => new DeepFeatureFactorization(Model(), new DeepFeatureFactorizationOptions { Concepts = 2 }).Factorize(CamFormulaModel.Image);
}
