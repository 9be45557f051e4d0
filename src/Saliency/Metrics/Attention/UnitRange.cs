using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How the values of a map are scaled to 0..1: <c>(value − Min) · Factor</c>; all of a constant map become 0.</summary>
internal readonly record struct UnitRange(double Min, double Factor)
{
    public static UnitRange Of(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        double min = TensorPrimitives.Min(map.Values), max = TensorPrimitives.Max(map.Values);
        return new UnitRange(min, max > min ? 1 / (max - min) : 0);
    }

    /// <summary>A sum over the differences of two maps of one size, each scaled by its own range.</summary>
    /// <param name="map">The one.</param>
    /// <param name="other">The other, which is taken from it.</param>
    /// <param name="term">What a block of differences adds.</param>
    public static double SumOfDifferences(SaliencyMap map, SaliencyMap other, BlockSum.Term term)
    {
        UnitRange range = Of(map), otherRange = Of(other);
        return BlockSum.Of(map.Values, other.Values, (here, there) =>
        {
            range.Apply(here);
            otherRange.Apply(there);
            TensorPrimitives.Subtract(here, there, here);
            return term(here);
        });
    }

    /// <summary>The scaled value.</summary>
    public double At(float value) => (value - Min) * Factor;

    /// <summary>Scales values of the map.</summary>
    public void Apply(Span<double> values)
    {
        TensorPrimitives.Subtract(values, Min, values);
        TensorPrimitives.Multiply(values, Factor, values);
    }
}
