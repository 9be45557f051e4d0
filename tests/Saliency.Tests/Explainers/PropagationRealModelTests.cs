using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Gradients;
using Saliency.Tests.Models;

namespace Saliency.Tests.Explainers;

/// <summary>Other rules than the derivative's through trained networks as people have them.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.Classifiers))]
public class PropagationRealModelTests(RealModel described)
{
    private OnnxModel _model = null!;

    [OneTimeSetUp]
    public void Load() => _model = described.Load();

    [OneTimeTearDown]
    public void Free() => _model.Dispose();

    [Test]
    public void DeepLift_OfATrainedNetwork_Complete()
    {
        var attribution = ((IAttributor)new DeepLift(_model)).Attribute(DirectionalDerivative.Waves(_model.InputShape), Target.Predicted);
        double scale = attribution.Values.ToArray().Sum(v => Math.Abs((double)v));
        // Float32 keeps a few digits of the sum of all absolute values through dozens of layers.
        Assert.That(attribution.CompletenessGap, Is.EqualTo(0).Within(1e-3 * scale));
    }

    [Test]
    public void LayerwiseRelevance_OfATrainedNetwork_FiniteAndNotZero()
    {
        var attribution = ((IAttributor)new LayerwiseRelevance(_model)).Attribute(DirectionalDerivative.Waves(_model.InputShape), Target.Predicted);
        Assert.That(attribution.Values.ToArray(), Has.Some.Not.Zero);
    }
}
