using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class InversionsTests
{
    [Test]
    public void Count_AnyPermutation_AsAllPairs([Values(0, 1, 2, 3, 4, 5, 8, 9, 63, 64, 65, 300)] int length)
    {
        int[] numbers = [.. Enumerable.Range(0, length)];
        Array.Sort(Sequence.Uniform(length), numbers);
        long expected = 0;
        for (int i = 0; i < length; i++)
            for (int j = 0; j < i; j++) expected += numbers[j] > numbers[i] ? 1 : 0;
        Assert.That(Inversions.Count(numbers, new int[length]), Is.EqualTo(expected));
    }

    [Test]
    public void Count_Falling_EveryPair() => Assert.That(Inversions.Count([.. Enumerable.Range(0, 1000).Reverse()], new int[1000]), Is.EqualTo(499500));
}
