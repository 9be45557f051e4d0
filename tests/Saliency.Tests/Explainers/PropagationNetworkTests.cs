using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Gradients;
using Saliency.Tests.Networks;

namespace Saliency.Tests.Explainers;

/// <summary>DeepLIFT, relevance and FullGrad through networks of every usual structure.</summary>
[TestFixtureSource(nameof(Networks))]
public class PropagationNetworkTests(string name, Func<bool, byte[]> build)
{
    private OnnxModel _model = null!;

    private static IEnumerable<TestFixtureData> Networks() => SmallNetworks.All.Select(n => new TestFixtureData(n.Name, n.Build).SetArgDisplayNames(n.Name));

    [OneTimeSetUp]
    public void Load() => _model = OnnxModel.Load(build(false), new OnnxModelOptions { Device = Device.Cpu, Name = name });

    [OneTimeTearDown]
    public void Free() => _model.Dispose();

    [Test]
    public void DeepLift_OfANetwork_Complete()
    {
        var attribution = ((IAttributor)new DeepLift(_model)).Attribute(DirectionalDerivative.Waves(_model.InputShape), Target.Class(1));
        double scale = attribution.Values.ToArray().Sum(v => Math.Abs((double)v));
        Assert.That(scale, Is.GreaterThan(0));
        // Float32 keeps a few digits of the sum of all absolute values through dozens of layers.
        Assert.That(attribution.CompletenessGap, Is.EqualTo(0).Within(1e-4 * scale));
    }

    [Test]
    public void DeepLift_OfThreeImages_EachAsIfAlone()
    {
        var deepLift = new DeepLift(_model, new DeepLiftOptions { Baseline = Baseline.ChannelMean });
        ModelInput[] inputs = [.. Enumerable.Range(0, 3).Select(phase => DirectionalDerivative.Waves(_model.InputShape, phase))];
        var together = deepLift.Attribute(inputs, Target.Class(2));
        for (int i = 0; i < 3; i++)
        {
            float[] alone = ((IAttributor)deepLift).Attribute(inputs[i], Target.Class(2)).Values.ToArray();
            Assert.That(together[i].Values.ToArray(), Is.EqualTo(alone).Within(1e-3 * alone.Max(Math.Abs)), $"image {i}");
        }
    }

    [Test]
    public void LayerwiseRelevance_ByEveryComposite_FiniteAndNotZero()
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        foreach (var composite in (LrpComposite[])[LrpComposite.EpsilonPlus, LrpComposite.EpsilonPlusFlat, LrpComposite.EpsilonAlpha2Beta1, LrpComposite.EpsilonGammaBox([-3, -3, -3], [3, 3, 3])])
        {
            var attribution = ((IAttributor)new LayerwiseRelevance(_model, new LayerwiseRelevanceOptions { Composite = composite })).Attribute(input, Target.Class(1));
            Assert.That(attribution.Values.ToArray(), Has.Some.Not.Zero, composite.ToString());
        }
    }

    [Test]
    public void ExcitationBackprop_OfANetwork_FiniteAndNotZero()
    {
        var attribution = ((IAttributor)new ExcitationBackprop(_model)).Attribute(DirectionalDerivative.Waves(_model.InputShape), Target.Class(1));
        Assert.That(attribution.Values.ToArray(), Has.Some.Not.Zero);
    }

    [Test]
    public void FullGrad_OfANetwork_BetweenZeroAndOne()
    {
        var map = new FullGrad(_model).Explain(DirectionalDerivative.Waves(_model.InputShape), Target.Class(1));
        Assert.That(map.Values.ToArray(), Is.All.InRange(0, 1).And.Some.Not.Zero);
    }
}
