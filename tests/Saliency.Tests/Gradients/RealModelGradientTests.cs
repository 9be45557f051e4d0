using Saliency.Tests.Models;

namespace Saliency.Tests.Gradients;

/// <summary>Gradients of trained networks as people have them.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.All))]
public class RealModelGradientTests(RealModel described)
{
    // The bound of the project: float32 differences of deep networks settle to a few parts in ten thousand.
    private const double Tolerance = 1e-3;

    [Test]
    public void Differentiate_WithRespectToTheImage_MatchesDifferences()
    {
        using var model = described.Load();
        Assert.That(DirectionalDerivative.Error(model, Target.Predicted), Is.LessThan(Tolerance));
    }

    [Test]
    public void Differentiate_WithRespectToTheDefaultLayer_GivesFiniteNumbersThatAreNotAllZero()
    {
        using var model = described.Load();
        var input = DirectionalDerivative.Waves(model.InputShape);
        var gradients = new ModelAnswer(model.DefaultLayer.Name);
        model.Differentiate(input.Values, 1, [Target.Predicted.Resolve(model, input)], gradients);
        gradients.EnsureFinite();
        Assert.That(gradients[0, 0].ToArray(), Has.Some.Not.Zero);
    }
}
