using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class TransportTests
{
    // One unit each: a plan is an assignment, and of six suppliers there are 720.
    [Test]
    public void LeastCost_UnitAmounts_BestOfAllAssignments([Range(0, 19)] int seed)
    {
        const int Count = 6;
        float[] costs = Sequence.Uniform(Count * Count, (ulong)seed);
        var cost = new double[Count, Count];
        for (int i = 0; i < costs.Length; i++) cost[i / Count, i % Count] = costs[i];
        double best = Assignments(Count).Min(plan => plan.Select((taker, supplier) => cost[supplier, taker]).Sum());
        long[] ones = [1, 1, 1, 1, 1, 1];
        Assert.That(Transport.LeastCost(ones, ones, cost), Is.EqualTo(best).Within(1e-12));
    }

    // A supplier of three units is three suppliers of one.
    [Test]
    public void LeastCost_LargerAmounts_AsThatManyUnits([Range(0, 9)] int seed)
    {
        float[] costs = Sequence.Uniform(9, (ulong)seed);
        int[] supplier = [0, 0, 0, 1, 2, 2], taker = [0, 1, 1, 2, 2, 2];
        double[,] few = new double[3, 3], units = new double[6, 6];
        for (int i = 0; i < 9; i++) few[i / 3, i % 3] = costs[i];
        for (int i = 0; i < 36; i++) units[i / 6, i % 6] = few[supplier[i / 6], taker[i % 6]];
        Assert.That(Transport.LeastCost([3, 1, 2], [1, 2, 3], few), Is.EqualTo(Transport.LeastCost([1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], units)).Within(1e-12));
    }

    [Test]
    public void LeastCost_NothingToCarry_Zero() => Assert.That(Transport.LeastCost([], [], new double[0, 0]), Is.Zero);

    [Test]
    public void LeastCost_OtherSums_Throws() => Assert.That(() => Transport.LeastCost([3], [2], new double[1, 1]), Throws.ArgumentException.With.Message.Contains("1 units less"));

    private static IEnumerable<int[]> Assignments(int count) => count == 0
        ? [[]]
        : from rest in Assignments(count - 1) from place in Enumerable.Range(0, count) select (int[])[.. rest[..place], count - 1, .. rest[place..]];
}
