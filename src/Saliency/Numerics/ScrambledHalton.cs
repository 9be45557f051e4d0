namespace Saliency.Numerics;

/// <summary>Points that fill a cube evenly: Halton's sequence, the digits of each dimension shuffled.</summary>
/// <remarks>
/// <para>Coordinate d of point i mirrors the digits of i in the d-th prime base about the point, each digit replaced by a random permutation of the base. Without
/// the permutation dimensions of large bases rise together for as many points as the base.</para>
/// <para>Halton: On the efficiency of certain quasi-random sequences of points. Numerische Mathematik 2, 1960; permuted digits: Braaten, Weller, Journal of Computational Physics 33(2), 1979.</para>
/// </remarks>
internal sealed class ScrambledHalton
{
    private readonly int[][] _digits;

    /// <summary>A sequence of so many dimensions; the seed chooses the permutations.</summary>
    public ScrambledHalton(int dimensions, ulong seed)
    {
        _digits = new int[dimensions][];
        for (int d = 0, number = 2; d < dimensions; number++)
        {
            if (!IsPrime(number)) continue;
            _digits[d] = new int[number];
            var random = new CounterRandom(seed, (ulong)d);
            Permutation.Shuffle(ref random, _digits[d]);
            d++;
        }
    }

    /// <summary>A coordinate of a point, in [0, 1).</summary>
    public double this[int point, int dimension]
    {
        get
        {
            var digits = _digits[dimension];
            double value = 0, place = 1;
            // Leading zeros are permuted too, down to what a float can tell.
            for (int rest = point; rest > 0 || place > 1e-9; rest /= digits.Length)
            {
                place /= digits.Length;
                value += place * digits[rest % digits.Length];
            }
            return value;
        }
    }

    private static bool IsPrime(int number)
    {
        for (int divisor = 2; divisor * divisor <= number; divisor++)
            if (number % divisor == 0) return false;
        return true;
    }
}
