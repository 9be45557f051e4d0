using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class CounterRandomTests
{
    // The known answers that the generator's authors publish with it.
    [TestCase(0u, 0u, 0u, 0u, 0u, 0u, 0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u)]
    [TestCase(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu)]
    [TestCase(0x243F6A88u, 0x85A308D3u, 0x13198A2Eu, 0x03707344u, 0xA4093822u, 0x299F31D0u, 0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u)]
    public void Philox_PublishedCounterAndKey_PublishedAnswer(uint a, uint b, uint c, uint d, uint key0, uint key1, uint w, uint x, uint y, uint z) =>
        Assert.That(CounterRandom.Philox(a, b, c, d, key0, key1), Is.EqualTo((w, x, y, z)));

    [Test]
    public void NextUInt32_Stream_IsTheBlocksOfItsCounter()
    {
        var random = new CounterRandom(0x0123456789ABCDEF, 0xFEDCBA9876543210);
        var drawn = Enumerable.Range(0, 12).Select(_ => random.NextUInt32()).ToArray();
        var expected = Enumerable.Range(0, 3).SelectMany(block =>
        {
            var (a, b, c, d) = CounterRandom.Philox((uint)block, 0, 0x76543210, 0xFEDCBA98, 0x89ABCDEF, 0x01234567);
            return new[] { a, b, c, d };
        });
        Assert.That(drawn, Is.EqualTo(expected));
    }

    [Test]
    public void NextUInt32_SameSeedAndSample_SameNumbersWhateverElseIsDrawn()
    {
        var alone = Draw(5, 3);
        Draw(5, 2);
        Draw(6, 3);
        Assert.That(Draw(5, 3), Is.EqualTo(alone));
    }

    [TestCase(5UL, 4UL)]
    [TestCase(6UL, 3UL)]
    public void NextUInt32_OtherSeedOrSample_OtherNumbers(ulong seed, ulong sample) => Assert.That(Draw(seed, sample).Intersect(Draw(5, 3)), Is.Empty);

    [Test]
    public void NextDouble_ManyDraws_UniformInZeroToOne()
    {
        var random = new CounterRandom(1, 1);
        var counts = new int[16];
        for (int i = 0; i < 160_000; i++) counts[(int)(random.NextDouble() * 16)]++;
        // 10 000 expected a bin, deviation 97: five of them.
        Assert.That(counts, Is.All.EqualTo(10_000).Within(490));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1000)]
    public void NextInt_ManyDraws_EveryValueEquallyOften(int bound)
    {
        var random = new CounterRandom(2, 1);
        var counts = new int[bound];
        for (int i = 0; i < 1000 * bound; i++) counts[random.NextInt(bound)]++;
        // 1000 expected a value, deviation below 32: six of them.
        Assert.That(counts, Is.All.EqualTo(1000).Within(190));
    }

    [Test]
    public void NextInt_BoundThatDoesNotDivideTheRange_Unbiased()
    {
        // Of 3·2²⁹ values, multiplying without refusing would give every third one twice as often as the others.
        const int bound = 3 << 29;
        var random = new CounterRandom(3, 1);
        var thirds = new int[3];
        for (int i = 0; i < 30_000; i++) thirds[random.NextInt(bound) % 3]++;
        Assert.That(thirds, Is.All.EqualTo(10_000).Within(490));
    }

    [Test]
    public void NextInt_NoValues_Throws() => Assert.That(() => new CounterRandom(0, 0).NextInt(0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void NextGaussian_ManyDraws_MomentsOfANormal()
    {
        var random = new CounterRandom(4, 1);
        var draws = Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian()).ToArray();
        // Deviations of the estimates: 0.0022, 0.0032, 0.0055 and 0.011; five of each.
        Assert.That(draws.Average(), Is.Zero.Within(0.011));
        Assert.That(draws.Average(v => v * v), Is.EqualTo(1).Within(0.016));
        Assert.That(draws.Average(v => v * v * v), Is.Zero.Within(0.044));
        Assert.That(draws.Average(v => v * v * v * v), Is.EqualTo(3).Within(0.11));
    }

    [Test]
    public void NextGaussian_NeighbouringSamples_Uncorrelated()
    {
        double sum = 0;
        for (ulong i = 0; i < 20_000; i++) sum += new CounterRandom(9, i).NextGaussian() * new CounterRandom(9, i + 1).NextGaussian();
        // Deviation 1/√20000 = 0.0071; five of them.
        Assert.That(sum / 20_000, Is.Zero.Within(0.036));
    }

    private static uint[] Draw(ulong seed, ulong sample)
    {
        var random = new CounterRandom(seed, sample);
        var drawn = new uint[10];
        for (int i = 0; i < drawn.Length; i++) drawn[i] = random.NextUInt32();
        return drawn;
    }
}
