using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class EigenCamTests
{
    [TestCase(3, 4, 5)]
    [TestCase(40, 3, 3)]
    public void Explain_AnyActivations_ComponentOfPowerIteration(int channels, int height, int width)
    {
        float[] a = Pattern.Values(channels * height * width, 8);
        // A strong first component makes the plain power iteration exact to the last digits.
        for (int c = 0; c < channels; c++)
            for (int p = 0; p < height * width; p++) a[(c * height * width) + p] += (float)(2 * Math.Sin(p) * (1 + (c % 3)));
        double[] expected = PowerIteration(a, channels, height * width);
        float[] actual = Raw(new CamTestModel(new ImageShape(channels, height, width), a));
        double sign = Math.Sign(expected.Zip(actual, (e, v) => e * v).Sum());
        Assert.That(actual, Is.EqualTo(expected.Select(e => sign * e)).Within(1e-5));
    }

    // The channels are s·1 and s·½, so v₁ = (2, 1)/√5 and the map is √5/2 times the centred first channel.
    [Test]
    public void Explain_ChannelsInStep_TheirCommonPatternScaled() =>
        Assert.That(Raw(new CamTestModel(new ImageShape(2, 2, 2), 0, 0, 0, 4, 0, 0, 0, 2)),
            Is.EqualTo(new[] { -1, -1, -1, 3 }.Select(v => v * Math.Sqrt(5) / 2)).Within(1e-6));

    // The one place of low activation lies farther from the mean than the others: the mean activation decides all the same.
    [Test]
    public void Explain_RisingActivations_SignFollowsTheMeanActivation() =>
        Assert.That(Raw(new CamTestModel(new ImageShape(2, 2, 2), 4, 4, 4, 0, 2, 2, 2, 0))[3], Is.Negative);

    // The channels cancel in their mean, as a layer norm makes them do.
    [TestCase(1)]
    [TestCase(-1)]
    public void Explain_FlatMeanActivation_FarthestValueIsPositive(int sign) =>
        Assert.That(Raw(new CamTestModel(new ImageShape(2, 2, 2), 0, 0, 0, 4 * sign, 0, 0, 0, -4 * sign))[3], Is.Positive);

    [Test]
    public void Explain_TokenLayer_ClassTokenDropped()
    {
        var layer = new LayerInfo("layer", "Add", [5, 2], LayerLayout.Tokens, new ImageShape(2, 2, 2));
        var tokens = new CamTestModel(layer, [99, -99, 1, 0, 2, 0, 3, 1, 4, 5]);
        var planes = new CamTestModel(new ImageShape(2, 2, 2), 1, 2, 3, 4, 0, 0, 1, 5);
        Assert.That(Raw(tokens), Is.EqualTo(Raw(planes)));
    }

    [Test]
    public void Explain_HeatMap_PositiveSideScaledAndEnlarged()
    {
        var model = new CamTestModel(new ImageShape(1, 2, 2), 0, 0, 0, 4);
        var small = new SaliencyMap(2, 2, [0, 0, 0, 1]).Resize(8, 8).Normalize();
        // The chain's 1e-7 in the divisor, twice.
        Assert.That(CamTestModel.Explain(new EigenCam(model)), Is.EqualTo(small.Values.ToArray()).Within(1e-6));
    }

    private static float[] Raw(ILayeredModel model) => CamTestModel.Explain(new EigenCam(model, new EigenCamOptions { Finish = CamFinish.Raw }));

    private static double[] PowerIteration(float[] a, int channels, int pixels)
    {
        double[][] rows = [.. Enumerable.Range(0, channels).Select(c =>
        {
            double[] row = [.. a.Skip(c * pixels).Take(pixels).Select(v => (double)v)];
            double mean = row.Average();
            return Array.ConvertAll(row, v => v - mean);
        })];
        double[] v = [.. Enumerable.Range(0, channels).Select(c => 1.0 + (c % 3))], map = [];
        for (int step = 0; step < 500; step++)
        {
            map = [.. Enumerable.Range(0, pixels).Select(p => rows.Select((row, c) => row[p] * v[c]).Sum())];
            v = Array.ConvertAll(rows, row => row.Zip(map, (x, y) => x * y).Sum());
            double length = Math.Sqrt(v.Sum(x => x * x));
            v = Array.ConvertAll(v, x => x / length);
        }
        return map;
    }
}
