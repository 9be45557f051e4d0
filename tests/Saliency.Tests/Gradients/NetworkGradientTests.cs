using Saliency.Models;
using Saliency.Tests.Networks;

namespace Saliency.Tests.Gradients;

/// <summary>Gradients of networks of every usual structure, batch left open and batch fixed at 1.</summary>
public class NetworkGradientTests
{
    // The bound of the project: float32 differences of whole networks settle to a few parts in ten thousand.
    private const double Tolerance = 1e-3;

    private static IEnumerable<TestCaseData> Networks() =>
        from network in SmallNetworks.All
        from fixedBatch in new[] { false, true }
        select new TestCaseData(network.Build, fixedBatch).SetArgDisplayNames(network.Name, fixedBatch ? "batch 1" : "any batch");

    [TestCaseSource(nameof(Networks))]
    public void Differentiate_Network_MatchesDifferences(Func<bool, byte[]> build, bool fixedBatch)
    {
        using var model = OnnxModel.Load(build(fixedBatch));
        Assert.That(DirectionalDerivative.Error(model, Target.Class(1)), Is.LessThan(Tolerance));
    }

    [TestCaseSource(nameof(Networks))]
    public void Differentiate_ThreeImages_EqualsSingles(Func<bool, byte[]> build, bool fixedBatch)
    {
        using var model = OnnxModel.Load(build(fixedBatch));
        ModelInput[] inputs = [.. Enumerable.Range(0, 3).Select(phase => DirectionalDerivative.Waves(model.InputShape, phase))];
        float[] images = [.. inputs.SelectMany(i => i.Values.ToArray())];
        var objective = Target.Class(2).Resolve(model, inputs[0]);
        ModelAnswer together = new(model.InputName), alone = new(model.InputName);
        model.Differentiate(images, 3, [objective], together);
        for (int i = 0; i < 3; i++)
        {
            model.Differentiate(inputs[i].Values, 1, [objective], alone);
            // float32 tells values apart to 1e-7 of the largest term; dozens of layers leave three digits of reserve.
            double scale = alone[0, 0].ToArray().Max(Math.Abs);
            Assert.That(together[0, i].ToArray(), Is.EqualTo(alone[0, 0].ToArray()).Within(1e-4 * scale), $"image {i}");
        }
    }
}
