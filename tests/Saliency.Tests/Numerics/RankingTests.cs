using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

public class RankingTests
{
    [Test]
    public void Descending_AnyLength_AsPlatformSort([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length)
    {
        var values = Sequence.Normal(length);
        var order = new Guarded<int>(length, 1, -9);
        Ranking.Descending(values, order.Span);
        var expected = new int[length];
        ScalarRanking.Descending(values, expected);
        Assert.That(order.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Descending_ManyTies_LowestIndexFirst()
    {
        var values = Array.ConvertAll(Sequence.Normal(5000), v => MathF.Round(2 * v));
        var order = new int[5000];
        Ranking.Descending(values, order);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 5000).OrderByDescending(i => values[i])), "OrderBy is stable");
    }

    [Test]
    public void Descending_ExtremesAndBothZeros_InOrderOfNumbers()
    {
        float[] values = [-0f, float.NegativeInfinity, 0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.PositiveInfinity, float.MinValue, -0f, 1];
        var order = new int[values.Length];
        Ranking.Descending(values, order);
        Assert.That(order, Is.EqualTo(new[] { 6, 5, 9, 3, 0, 2, 8, 4, 7, 1 }));
    }

    [Test]
    public void Descending_NaN_ThrowsWithItsIndex() =>
        Assert.That(() => Ranking.Descending([1, 2, float.NaN], new int[3]), Throws.ArgumentException.With.Message.Contains("NaN at index 2"));

    [Test]
    public void Descending_OrderOfOtherLength_Throws() =>
        Assert.That(() => Ranking.Descending([1, 2], new int[3]), Throws.ArgumentException.With.Message.Contains("room for 2 indices, got 3"));

    [Test]
    public void Average_Ties_ShareTheMeanOfTheirRanks()
    {
        var ranks = new double[6];
        Ranking.Average([3, 1, 3, 2, 3, -0f], ranks);
        Assert.That(ranks, Is.EqualTo(new[] { 5, 2, 5, 3, 5, 1.0 }));
    }

    [Test]
    public void Average_BothZeros_Tie()
    {
        var ranks = new double[2];
        Ranking.Average([-0f, 0f], ranks);
        Assert.That(ranks, Is.EqualTo(new[] { 1.5, 1.5 }));
    }

    [Test]
    public void Average_RanksOfOtherLength_Throws() =>
        Assert.That(() => Ranking.Average([1, 2], new double[3]), Throws.ArgumentException.With.Message.Contains("room for 2 ranks, got 3"));

    [Test]
    public void Highest_AnyCount_TheFirstOfTheOrder([Values(0, 1, 2, 137, 999, 1000)] int count, [Values(0, 2, 1000)] int scale)
    {
        var values = Array.ConvertAll(Sequence.Normal(1000), v => scale == 0 ? v : MathF.Round(scale * v));
        var order = new int[1000];
        Ranking.Descending(values, order);
        var marks = new Guarded<bool>(1000, 1, true);
        Ranking.Highest(values, count, marks.Span);
        Assert.That(Enumerable.Range(0, 1000).Where(i => marks.ToArray()[i]), Is.EquivalentTo(order.Take(count)));
    }

    [Test]
    public void Highest_BothZeros_Tie()
    {
        var marks = new bool[3];
        Ranking.Highest([-0f, 0f, -1], 1, marks);
        Assert.That(marks, Is.EqualTo(new[] { true, false, false }));
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void Highest_CountOutOfRange_Throws(int count) =>
        Assert.That(() => Ranking.Highest([1, 2], count, new bool[2]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void AreaAbove_ManyTies_AsAllPairs([Values(0, 1, 20)] int scale)
    {
        var values = Array.ConvertAll(Sequence.Normal(300), v => scale == 0 ? v : MathF.Round(scale * v));
        var marks = Array.ConvertAll(Sequence.Normal(300, 1), v => v > 0.7f);
        var pairs = from i in Enumerable.Range(0, 300) where marks[i] from j in Enumerable.Range(0, 300) where !marks[j]
            select values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
        Assert.That(Ranking.AreaAbove(values, marks), Is.EqualTo(pairs.Average()).Within(1e-12));
    }
}
