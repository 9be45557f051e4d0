namespace Saliency.Numerics;

/// <summary>Random numbers of one sample: the stream depends on (seed, sample) alone, whatever else was drawn before, on whichever thread.</summary>
/// <remarks>
/// <para>Philox 4×32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011): ten rounds of a keyed bijection over a counter.
/// The seed is the key; the sample is the upper half of the counter, the lower half counts the stream's blocks of four.</para>
/// <para>A value that advances: keep one per sample in a local variable; a copy repeats the numbers of the original.</para>
/// </remarks>
internal struct CounterRandom(ulong seed, ulong sample)
{
    private ulong _block;
    private int _left;
    private uint _a, _b, _c, _d;
    private bool _hasSpare;
    private double _spare;

    /// <summary>The bijection: four words of a counter under a key of two.</summary>
    public static (uint A, uint B, uint C, uint D) Philox(uint a, uint b, uint c, uint d, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong left = 0xD2511F53UL * a, right = 0xCD9E8D57UL * c;
            (a, b, c, d) = ((uint)(right >> 32) ^ b ^ key0, (uint)right, (uint)(left >> 32) ^ d ^ key1, (uint)left);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return (a, b, c, d);
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (_left == 0)
        {
            (_a, _b, _c, _d) = Philox((uint)_block, (uint)(_block >> 32), (uint)sample, (uint)(sample >> 32), (uint)seed, (uint)(seed >> 32));
            _block++;
            _left = 4;
        }
        return _left-- switch { 4 => _a, 3 => _b, 2 => _c, _ => _d };
    }

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble()
    {
        ulong high = NextUInt32();
        return (((high << 32) | NextUInt32()) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in 0..bound − 1, every value equally likely.</summary>
    /// <param name="bound">At least 1.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        // The high word of bits · bound is uniform once the few low words that would favour some values are drawn again (Lemire, 2019).
        ulong product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint refuse = unchecked((uint)-bound) % (uint)bound;
            while ((uint)product < refuse) product = (ulong)NextUInt32() * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Normal with mean 0 and deviation 1 (Box and Muller; made in pairs, the second is kept for the next call).</summary>
    public double NextGaussian()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }
        // 1 − u lies in (0, 1], so that the logarithm is finite.
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        var (sin, cos) = Math.SinCos(2 * Math.PI * NextDouble());
        _hasSpare = true;
        _spare = radius * sin;
        return radius * cos;
    }
}
