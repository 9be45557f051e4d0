namespace Saliency.Numerics;

/// <summary>Random orders.</summary>
internal static class Permutation
{
    /// <summary>Writes 0..n−1 in an order of equal chance (Fisher and Yates).</summary>
    public static void Shuffle(ref CounterRandom random, Span<int> order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], i);
        }
    }
}
