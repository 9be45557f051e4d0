namespace Saliency.Tests.Numerics.Scalar;

/// <summary>A weighted sum of planes as plain loops.</summary>
internal static class ScalarWeightedPlaneSum
{
    public static void Add(ReadOnlySpan<float> planes, ReadOnlySpan<double> weights, Span<double> sums)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            var plane = planes.Slice(k * sums.Length, sums.Length);
            double weight = weights[k];
            for (int i = 0; i < sums.Length; i++) sums[i] += weight * plane[i];
        }
    }
}
