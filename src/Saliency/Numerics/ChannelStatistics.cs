using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>What is said of a channel's values over the image, summed in doubles.</summary>
internal static class ChannelStatistics
{
    /// <summary>The mean.</summary>
    public static double Mean(ReadOnlySpan<float> plane)
    {
        double sum = 0;
        foreach (float v in plane) sum += v;
        return sum / plane.Length;
    }

    /// <summary>The mean and the standard deviation, that of the values themselves and not of a population they were drawn from.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<float> plane)
    {
        double mean = Mean(plane), squares = 0;
        foreach (float v in plane) squares += (v - mean) * (v - mean);
        return (mean, Math.Sqrt(squares / plane.Length));
    }

    /// <summary>The least and the greatest value.</summary>
    public static (float Low, float High) Range(ReadOnlySpan<float> plane) => (TensorPrimitives.Min(plane), TensorPrimitives.Max(plane));

    /// <summary>Writes each plane's mean everywhere in it.</summary>
    public static void FillMeans(ReadOnlySpan<float> planes, int planeLength, Span<float> values)
    {
        for (int start = 0; start < planes.Length; start += planeLength)
            values.Slice(start, planeLength).Fill((float)Mean(planes.Slice(start, planeLength)));
    }
}
