using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How the values of a map become a density of sum 1: <c>(value − Shift) · Factor + Floor</c>. A map that is zero everywhere once shifted says nothing about
/// place and becomes the uniform density.</summary>
internal readonly record struct UnitDensity(double Shift, double Factor, double Floor)
{
    /// <summary>The density of a map.</summary>
    /// <param name="map">Any values.</param>
    /// <param name="rule">When the minimum is taken away.</param>
    /// <param name="addend">Added to every value before the division.</param>
    public static UnitDensity Of(SaliencyMap map, SimilarityShift rule, double addend = 0)
    {
        ArgumentNullException.ThrowIfNull(map);
        double min = TensorPrimitives.Min(map.Values), shift = rule == SimilarityShift.Always || min < 0 ? min : 0;
        double sum = BlockSum.Of(map.Values, block =>
        {
            TensorPrimitives.Subtract(block, shift, block);
            return TensorPrimitives.Sum<double>(block);
        });
        if (!(sum > 0)) return new UnitDensity(shift, 0, 1.0 / map.Values.Length);
        sum += addend * map.Values.Length;
        return new UnitDensity(shift, 1 / sum, addend / sum);
    }

    /// <summary>The density where the map has a value.</summary>
    public double At(float value) => ((value - Shift) * Factor) + Floor;

    /// <summary>Turns values of the map into densities.</summary>
    public void Apply(Span<double> values)
    {
        TensorPrimitives.Subtract(values, Shift, values);
        TensorPrimitives.Multiply(values, Factor, values);
        if (Floor != 0) TensorPrimitives.Add(values, Floor, values);
    }
}
