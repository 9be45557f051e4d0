using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class FemTests
{
    // The two channels of Xplique's own test.
    private static readonly CamTestModel TwoChannels = new(new ImageShape(2, 2, 2), 1, 1, 1, 1, 0, 0, 0, 4);

    [Test]
    public void Binary_OneOutlier_MeanOfItsChannelAdded() =>
        Assert.That(Raw(TwoChannels, FemAlgorithm.Binary, 1), Is.EqualTo(new float[] { 1, 1, 1, 2 }));

    [Test]
    public void Weighted_OneOutlier_ActivationTimesShareOfStrongPlaces() =>
        Assert.That(Raw(TwoChannels, FemAlgorithm.Weighted, 1), Is.EqualTo(new float[] { 0, 0, 0, 1 }));

    [Test]
    public void Binary_NoPlaceAsStrongAsK_OnlyTheFlatChannelCounts() =>
        Assert.That(Raw(TwoChannels, FemAlgorithm.Binary, 2), Is.EqualTo(new float[] { 1, 1, 1, 1 }));

    [TestCase(FemAlgorithm.Binary)]
    [TestCase(FemAlgorithm.Weighted)]
    public void Explain_AnyActivations_EqualsThePlainFormula(FemAlgorithm algorithm)
    {
        const int Channels = 6, Pixels = 20;
        const double K = 0.7;
        float[] a = Pattern.Values(Channels * Pixels, 5);
        var expected = new double[Pixels];
        for (int c = 0; c < Channels; c++)
        {
            double[] plane = [.. a.Skip(c * Pixels).Take(Pixels).Select(v => (double)v)];
            double mean = plane.Average(), deviation = Math.Sqrt(plane.Average(v => v * v) - (mean * mean)), threshold = mean + (K * deviation);
            for (int p = 0; p < Pixels; p++)
                expected[p] += algorithm == FemAlgorithm.Binary
                    ? plane[p] >= threshold ? mean : 0
                    : plane.Count(v => v > threshold) / (double)Pixels * plane[p];
        }
        // Rounding of the result to float is all that may differ.
        Assert.That(Raw(new CamTestModel(new ImageShape(Channels, 4, 5), a), algorithm, K), Is.EqualTo(expected).Within(1e-6));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void Constructor_KThatIsNoThreshold_Refused(double k) =>
        Assert.That(() => new Fem(TwoChannels, new FemOptions { K = k }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Constructor_UnknownLayer_Refused() =>
        Assert.That(() => new Fem(TwoChannels, new FemOptions { Layers = ["leyer"] }), Throws.ArgumentException.With.Message.Contains("'leyer'"));

    [Test]
    public void Constructor_LayerWithoutSpace_RefusedWithItsShape() =>
        Assert.That(() => new Fem(TwoChannels, new FemOptions { Layers = ["vector"] }), Throws.ArgumentException.With.Message.Contains("spatial extent").And.Message.Contains("shape 3"));

    private static float[] Raw(ILayeredModel model, FemAlgorithm algorithm, double k) =>
        CamTestModel.Explain(new Fem(model, new FemOptions { Algorithm = algorithm, K = k, Finish = CamFinish.Raw }));
}
