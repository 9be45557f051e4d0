using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

public class WeightedPlaneSumTests
{
    [Test]
    public void Add_AnyLengthAndCount_AsPlainLoop([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length, [Values(0, 1, 3, 4, 5, 9)] int count)
    {
        var planes = new Guarded<float>(length * count, 1, 9).With(Sequence.Normal(length * count));
        var weights = Weights(count);
        var sums = new Guarded<double>(length, 1, 9).With(Sequence.Normal(length, 5).Select(v => (double)v).ToArray());
        var expected = sums.ToArray();
        ScalarWeightedPlaneSum.Add(planes.Span, weights, expected);
        WeightedPlaneSum.Add(planes.Span, weights, sums.Span);
        Assert.That(sums.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Add_InChunksOfAnySize_SameBits([Values(1, 2, 3, 5, 8, 13)] int chunk)
    {
        const int length = 77, count = 29;
        var planes = Sequence.Normal(length * count);
        var weights = Weights(count);
        double[] whole = new double[length], chunked = new double[length];
        WeightedPlaneSum.Add(planes, weights, whole);
        for (int k = 0; k < count; k += chunk)
        {
            int n = Math.Min(chunk, count - k);
            WeightedPlaneSum.Add(planes.AsSpan(k * length, n * length), weights.AsSpan(k, n), chunked);
        }
        Assert.That(chunked, Is.EqualTo(whole));
    }

    [Test]
    public void Add_ManySmallTerms_KeepsWhatAFloatWouldLose()
    {
        // 2²⁴ + 1 is no float: a sum in floats would stand still.
        var sums = new double[] { 16777216 };
        for (int i = 0; i < 100; i++) WeightedPlaneSum.Add([1f], [1.0], sums);
        Assert.That(sums[0], Is.EqualTo(16777316));
    }

    [Test]
    public void Add_PlanesThatDoNotFit_Throws() =>
        Assert.That(() => WeightedPlaneSum.Add(new float[7], new double[2], new double[4]), Throws.ArgumentException.With.Message.Contains("2 planes of 4"));

    private static double[] Weights(int count) => Sequence.Normal(count, 8).Select(v => (double)v).ToArray();
}
