using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

/// <summary>Moments of many masks, under the names that the reference set gives them.</summary>
internal static class MaskStatistics
{
    public static Dictionary<string, double> Of(GridMask generator, int count)
    {
        int width = generator.Width, pixels = generator.Height * width;
        var masks = new float[count][];
        for (int i = 0; i < count; i++) generator.Generate(i, masks[i] = new float[pixels]);
        var means = Enumerable.Range(0, pixels).Select(p => masks.Average(m => (double)m[p])).ToArray();
        var deviations = means.Select((mean, p) => Math.Sqrt(masks.Average(m => (m[p] - mean) * (m[p] - mean))));
        return new Dictionary<string, double>
        {
            ["mean"] = means.Average(),
            ["pixel_mean_min"] = means.Min(),
            ["pixel_mean_max"] = means.Max(),
            ["pixel_std_mean"] = deviations.Average(),
            ["correlation_lag_1"] = Correlation(masks, width, 1),
            ["correlation_lag_4"] = Correlation(masks, width, 4),
            ["fraction_zero"] = masks.Average(m => m.Count(v => v < 1e-6) / (double)pixels),
            ["fraction_one"] = masks.Average(m => m.Count(v => v > 1 - 1e-6) / (double)pixels),
        };
    }

    private static double Correlation(float[][] masks, int width, int lag)
    {
        double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
        foreach (var mask in masks)
            for (int i = 0; i + lag < mask.Length; i++)
            {
                if (i % width + lag >= width) continue;
                double u = mask[i], v = mask[i + lag];
                (n, a, b, aa, bb, ab) = (n + 1, a + u, b + v, aa + (u * u), bb + (v * v), ab + (u * v));
            }
        return ((n * ab) - (a * b)) / Math.Sqrt(((n * aa) - (a * a)) * ((n * bb) - (b * b)));
    }
}
