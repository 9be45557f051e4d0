using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Many normal numbers at a time.</summary>
internal static class GaussianBlock
{
    private const int Pairs = 128;

    /// <summary>Writes the numbers that <see cref="CounterRandom.NextGaussian"/> would give one by one, but for their last digits: logarithms and sines are those of vectors.</summary>
    public static void Fill(ref CounterRandom random, Span<double> values)
    {
        Span<double> radius = stackalloc double[Pairs], angle = stackalloc double[Pairs], other = stackalloc double[Pairs];
        for (int start = 0; start < values.Length; start += 2 * Pairs)
        {
            for (int i = 0; i < Pairs; i++) (radius[i], angle[i]) = (1 - random.NextDouble(), 2 * Math.PI * random.NextDouble());
            TensorPrimitives.Log(radius, radius);
            TensorPrimitives.Multiply(radius, -2, radius);
            TensorPrimitives.Sqrt(radius, radius);
            TensorPrimitives.Sin(angle, other);
            TensorPrimitives.Cos(angle, angle);
            var block = values[start..];
            for (int i = 0; i < Math.Min(2 * Pairs, block.Length); i++) block[i] = radius[i / 2] * (i % 2 == 0 ? angle[i / 2] : other[i / 2]);
        }
    }
}
