using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>The absolute values of a map, and the largest.</summary>
internal static class Magnitudes
{
    public static float[] Of(SaliencyMap map, out double largest)
    {
        ArgumentNullException.ThrowIfNull(map);
        var sizes = new float[map.Values.Length];
        TensorPrimitives.Abs(map.Values, sizes);
        largest = TensorPrimitives.Max<float>(sizes);
        return sizes;
    }
}
