using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

internal sealed class AdccTests
{
    private static readonly ImageShape Shape = new(1, 4, 5);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 2);

    private static readonly LinearModel Model = new(Shape, [Pattern.Values(20, 1), Pattern.Values(20, 3)], [0.5f, 0]);

    [Test]
    public void Coherency_ExplainerThatNeverChanges_One() =>
        Assert.That(new Coherency(Model).Evaluate(Always(Pattern.Map(4, 5, 7)), Photo, Target.Predicted).Value, Is.EqualTo(1).Within(1e-12));

    [Test]
    public void Coherency_ExplainerOfAConstant_Half() =>
        Assert.That(new Coherency(Model).Evaluate(Always(new SaliencyMap(4, 5, new float[20])), Photo, Target.Predicted).Value, Is.EqualTo(0.5));

    [Test]
    public void MeanSaliency_RampOfFive_Half() =>
        Assert.That(new MeanSaliency().Evaluate(new SaliencyMap(1, 5, [3, 4, 5, 6, 7])).Value, Is.EqualTo(0.5));

    [Test]
    public void Adcc_ExplainerThatNeverChanges_HarmonicMeanOfItsParts()
    {
        var map = Pattern.Map(4, 5, 7);
        double simplicity = 1 - new MeanSaliency().Evaluate(map).Value, kept = 1 - (new AverageDrop(Model).Evaluate(map, Photo, Target.Predicted).Value / 100);
        Assert.That(new Adcc(Model).Evaluate(Always(map), Photo, Target.Predicted).Value, Is.EqualTo(3 / (1 + (1 / simplicity) + (1 / kept))).Within(1e-12));
    }

    [Test]
    public void Arcc_MapOfOnes_Zero() =>
        Assert.That(new Arcc(Model).Evaluate(Always(new SaliencyMap(4, 5, Enumerable.Repeat(1f, 20).ToArray())), Photo, Target.Predicted).Value, Is.LessThan(0.05));

    [Test]
    public void Combine_PartOfZero_Zero() => Assert.That(Adcc.Combine(1, 0, 1), Is.Zero);

    private static FunctionExplainer Always(SaliencyMap map) => new((_, _) => map);
}
