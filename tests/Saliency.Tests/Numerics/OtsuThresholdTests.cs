using Saliency.Metrics;
using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class OtsuThresholdTests
{
    [Test]
    public void Mark_TwoLevels_TheHigher() => Assert.That(Marked([-1, 5, 5, -1, -1]), Is.EqualTo(new[] { false, true, true, false, false }));

    [Test]
    public void Mark_EqualValues_None() => Assert.That(Marked([3, 3, 3]), Is.All.False);

    // Otsu's other form: of all thresholds the one with the least variance within the two parts.
    [Test]
    public void Mark_AnyValues_LeastVarianceWithinTheParts([Values(0UL, 1UL, 2UL)] ulong stream)
    {
        float[] values = [.. Sequence.Normal(500, stream).Select((v, i) => i % 3 == 0 ? v + 4 : v)];
        double low = values.Min(), range = values.Max() - low;
        int[] levels = [.. values.Select(v => (int)((v - low) / range * 255))];
        double Within(int threshold) => levels.GroupBy(l => l > threshold).Sum(part => part.Sum(l => Math.Pow(l - part.Average(), 2)));
        int best = Enumerable.Range(0, 255).MinBy(Within);
        Assert.That(Marked(values), Is.EqualTo(levels.Select(l => l > best)));
    }

    [Test]
    public void ThresholdIoU_WithoutAThreshold_TakesOtsus()
    {
        var map = new SaliencyMap(2, 3, [0, 0.3f, 0.2f, 0.9f, 0.8f, 0.1f]);
        var metric = new ThresholdIoU(new ThresholdIoUOptions { Threshold = null });
        Assert.That(metric.Evaluate(map, new Mask(2, 3, [false, false, false, true, true, true])).Value, Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(metric.Name, Is.EqualTo("IoU@Otsu"));
    }

    private static bool[] Marked(float[] values)
    {
        var marks = new bool[values.Length];
        OtsuThreshold.Mark(values, marks);
        return marks;
    }
}
