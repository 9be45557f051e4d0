using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class ThresholdCountsTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(37)]
    [TestCase(2000)]
    public void AtLeast_AnyThresholds_AsAPlainCount(int number)
    {
        float[] values = Array.ConvertAll(Sequence.Normal(3000), v => MathF.Round(50 * v)), thresholds = [.. values.Take(number).OrderDescending()];
        AssertPlain(values, thresholds);
    }

    // All but one threshold share a part of the range.
    [Test]
    public void AtLeast_OneThresholdFarAway_AsAPlainCount()
    {
        float[] values = [.. Sequence.Normal(500), 1e30f, float.MaxValue];
        AssertPlain(values, [1e30f, .. values.Take(100).OrderDescending()]);
    }

    [Test]
    public void AtLeast_RangeBeyondAFloat_AsAPlainCount() =>
        AssertPlain([float.MinValue, -1, 0, 1, float.MaxValue], [float.MaxValue, 0, -0f, float.MinValue]);

    [Test]
    public void AtLeast_NoThresholds_Throws() => Assert.That(() => ThresholdCounts.AtLeast<float>([1], [], []), Throws.ArgumentException);

    private static void AssertPlain(float[] values, float[] thresholds)
    {
        var counts = new int[thresholds.Length];
        ThresholdCounts.AtLeast<float>(values, thresholds, counts);
        Assert.That(counts, Is.EqualTo(thresholds.Select(t => values.Count(v => v >= t))));
        ThresholdCounts.AtLeast<double>(Array.ConvertAll(values, v => (double)v), Array.ConvertAll(thresholds, t => (double)t), counts);
        Assert.That(counts, Is.EqualTo(thresholds.Select(t => values.Count(v => v >= t))), "in doubles");
    }
}
