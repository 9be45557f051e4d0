using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>How far two lists of numbers are apart, in doubles.</summary>
internal static class Distance
{
    /// <summary><c>√Σ aᵢ²</c>.</summary>
    public static double Norm(ReadOnlySpan<float> values) => Math.Sqrt(BlockSum.Of(values, block => TensorPrimitives.SumOfSquares<double>(block)));

    /// <summary><c>√Σ (aᵢ − bᵢ)²</c>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Euclidean(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Math.Sqrt(BlockSum.Of(a, b, (x, y) =>
    {
        TensorPrimitives.Subtract(x, y, x);
        return TensorPrimitives.SumOfSquares<double>(x);
    }));

    /// <summary><c>Σ |aᵢ − bᵢ|</c>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Manhattan(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => BlockSum.Of(a, b, (x, y) =>
    {
        TensorPrimitives.Subtract(x, y, x);
        return TensorPrimitives.SumOfMagnitudes<double>(x);
    });

    /// <summary><c>√Σ ((aᵢ − bᵢ) / aᵢ)²</c>, zeros among the aᵢ that divide replaced by a small number.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Relative(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double forZero) => Math.Sqrt(BlockSum.Of(a, b, (x, y) =>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double change = (x[i] - y[i]) / (x[i] == 0 ? forZero : x[i]);
            sum += change * change;
        }
        return sum;
    }));
}
