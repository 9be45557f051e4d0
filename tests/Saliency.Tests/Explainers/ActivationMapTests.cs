using Saliency.Explainers;

namespace Saliency.Tests.Explainers;

internal sealed class ActivationMapTests
{
    private static readonly CamTestModel Model = new(new ImageShape(2, 2, 2), 1, 2, 3, 4, -3, 0, 1, 8);

    [Test]
    public void Explain_Raw_MeanOfTheChannels() =>
        Assert.That(CamTestModel.Explain(new ActivationMap(Model, new ActivationMapOptions { Finish = CamFinish.Raw })), Is.EqualTo(new float[] { -1, 1, 2, 6 }));

    [Test]
    public void Explain_HeatMap_LowestIsZeroAndHighestOne()
    {
        float[] map = CamTestModel.Explain(new ActivationMap(Model));
        // 1e-7 stands in the divisor.
        Assert.That((map.Min(), map.Max()), Is.EqualTo((0f, 1f)).Within(1e-6f));
    }
}
