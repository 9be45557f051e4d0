using System.Numerics.Tensors;

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

    /// <summary>The scaled value.</summary>
    public double At(float value) => (value - Min) * Factor;

    /// <summary>Scales values of the map.</summary>
    public void Apply(Span<double> values)
    {
        TensorPrimitives.Subtract(values, Min, values);
        TensorPrimitives.Multiply(values, Factor, values);
    }
}
