using MathNet.Numerics.LinearAlgebra;
using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class PrincipalComponentTests
{
    [TestCase(3, 5)]
    [TestCase(49, 16)]
    [TestCase(16, 49)]
    [TestCase(64, 64)]
    [TestCase(100, 130)]
    [TestCase(2, 300)]
    public void Project_AnyShape_AsSingularValueDecomposition(int pixels, int channels)
    {
        var planes = Sequence.Normal(pixels * channels);
        var map = Project(planes, channels, pixels, ComponentSign.LargestMagnitude);
        var expected = BySvd(planes, channels, pixels);
        double sign = Math.Sign(map.Zip(expected, (a, b) => a * b).Sum());
        // Both are exact to rounding of doubles, magnified by the gap of the singular values, which random data leaves at a percent.
        Assert.That(map, Is.EqualTo(expected.Select(v => sign * v)).Within(1e-8 * expected.Max(Math.Abs)));
    }

    [Test]
    public void Project_SecondSingularValueClose_StillTheFirst()
    {
        // Two planes at right angles, one longer by a part in a thousand: power iteration would need thousands of steps.
        float[] a = [1, -1, 1, -1], b = [0.999f, 0.999f, -0.999f, -0.999f];
        var map = Project([.. a, .. b], 2, 4, ComponentSign.LargestMagnitude);
        Assert.That(map, Is.EqualTo(new double[] { 1, -1, 1, -1 }).Within(1e-6));
    }

    [Test]
    public void Project_ChannelsAlike_SignFollowsTheChannelMean()
    {
        float[] plane = [0, 0, 0, 5, 1, 0];
        var map = Project([.. plane, .. plane, .. plane], 3, 6, ComponentSign.ChannelMean);
        // M·v₁ = √3 times the centred plane, whose mean is 1.
        Assert.That(map, Is.EqualTo(plane.Select(v => Math.Sqrt(3) * (v - 1))).Within(1e-12));
    }

    [Test]
    public void Project_MostlyNegativePeak_ChannelMeanOutweighsMagnitude()
    {
        // The farthest value from the mean is a hole.
        float[] plane = [5, 5, 5, 0, 5, 5];
        double[] byMean = Project([.. plane, .. plane], 2, 6, ComponentSign.ChannelMean);
        double[] byMagnitude = Project([.. plane, .. plane], 2, 6, ComponentSign.LargestMagnitude);
        Assert.That((byMean[3] < 0, byMagnitude[3] > 0), Is.EqualTo((true, true)));
    }

    [Test]
    public void Project_ChannelsCancel_LargestMagnitudeDecides()
    {
        float[] plane = [0, 0, 0, 5, 1, 0];
        var map = Project([.. plane, .. plane.Select(v => -v)], 2, 6, ComponentSign.ChannelMean);
        Assert.That(map[3], Is.Positive);
    }

    [Test]
    public void Project_NegatedActivations_NegatedOnlyByTheMeanRule()
    {
        var planes = Sequence.Uniform(40 * 9);
        var map = Project(planes, 9, 40, ComponentSign.LargestMagnitude);
        var negated = Project(Array.ConvertAll(planes, v => -v), 9, 40, ComponentSign.LargestMagnitude);
        Assert.That(negated, Is.EqualTo(map).Within(1e-9));
    }

    [Test]
    public void Project_NaN_CountsAsZero()
    {
        float[] planes = Sequence.Normal(30 * 4), zeroed = [.. planes];
        (planes[7], zeroed[7]) = (float.NaN, 0);
        Assert.That(Project(planes, 4, 30, ComponentSign.ChannelMean), Is.EqualTo(Project(zeroed, 4, 30, ComponentSign.ChannelMean)));
    }

    [Test]
    public void Project_ConstantChannels_Zeros() =>
        Assert.That(Project([.. Enumerable.Repeat(0.1f, 7), .. Enumerable.Repeat(-3.3f, 7)], 2, 7, ComponentSign.ChannelMean), Is.All.Zero);

    [TestCase(1e-30f)]
    [TestCase(1e30f)]
    public void Project_TinyOrHugeValues_ScaleOnly(float factor)
    {
        var planes = Sequence.Normal(20 * 6);
        var map = Project(planes, 6, 20, ComponentSign.ChannelMean);
        var scaled = Project(Array.ConvertAll(planes, v => v * factor), 6, 20, ComponentSign.ChannelMean);
        // The scaled floats are rounded anew.
        Assert.That(scaled.Select(v => v / factor), Is.EqualTo(map).Within(1e-5));
    }

    [Test]
    public void Project_Twice_SameBits()
    {
        var planes = Sequence.Normal(196 * 80);
        var first = Project(planes, 80, 196, ComponentSign.ChannelMean);
        Assert.That(Project(planes, 80, 196, ComponentSign.ChannelMean), Is.EqualTo(first));
    }

    [Test]
    public void Project_Infinity_Throws() =>
        Assert.That(() => Project([1, float.PositiveInfinity], 1, 2, ComponentSign.ChannelMean), Throws.ArgumentException.With.Message.Contains("finite"));

    [Test]
    public void Project_NoPixels_WritesNothing() => Assert.That(Project([], 3, 0, ComponentSign.ChannelMean), Is.Empty);

    [Test]
    public void Project_PlanesThatDoNotFit_Throws() =>
        Assert.That(() => Project(new float[7], 2, 4, ComponentSign.ChannelMean), Throws.ArgumentException.With.Message.Contains("2 planes of 4"));

    private static double[] Project(float[] planes, int channels, int pixels, ComponentSign sign)
    {
        var map = new double[pixels];
        PrincipalComponent.Project(planes, channels, sign, map);
        return map;
    }

    private static double[] BySvd(float[] planes, int channels, int pixels)
    {
        var m = Matrix<double>.Build.Dense(pixels, channels, (p, c) => planes[(c * pixels) + p]);
        for (int c = 0; c < channels; c++) m.SetColumn(c, m.Column(c) - m.Column(c).Average());
        return [.. m * m.Svd().VT.Row(0)];
    }
}
