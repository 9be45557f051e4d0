namespace Saliency.Numerics;

/// <summary>Zeros and ones of equal chance.</summary>
internal static class Coins
{
    /// <summary>Writes the coins of a sample, 32 from each random word.</summary>
    public static void Toss(ulong seed, int sample, Span<float> coins)
    {
        var random = new CounterRandom(seed, (ulong)sample);
        uint word = 0;
        for (int i = 0; i < coins.Length; i++)
        {
            if (i % 32 == 0) word = random.NextUInt32();
            coins[i] = word & 1;
            word >>= 1;
        }
    }
}
