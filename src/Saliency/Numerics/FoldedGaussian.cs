using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>The blur of RISE's insertion game: a point in a small frame filtered by a Gaussian whose tails fold back at the frame's edges.</summary>
internal static class FoldedGaussian
{
    /// <summary>One axis of the kernel; the square kernel is its product with itself. Sums to 1.</summary>
    public static float[] Kernel(int size, double sigma)
    {
        if (size < 1 || size % 2 == 0) throw new ArgumentOutOfRangeException(nameof(size), size, "Expected an odd kernel size of at least 1.");
        if (!(sigma > 0 && double.IsFinite(sigma))) throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "Expected a standard deviation above 0.");
        // scipy's gaussian_filter: cut at four deviations, borders mirrored with the edge sample repeated (period 2·size).
        int radius = checked((int)((4 * sigma) + 0.5));
        var kernel = new double[size];
        double sum = 0;
        for (int offset = -radius; offset <= radius; offset++)
        {
            double weight = Math.Exp(-0.5 * offset * offset / (sigma * sigma));
            int at = ((((size / 2) + offset) % (2 * size)) + (2 * size)) % (2 * size);
            kernel[at < size ? at : (2 * size) - 1 - at] += weight;
            sum += weight;
        }
        return Array.ConvertAll(kernel, k => (float)(k / sum));
    }

    /// <summary>Convolves a plane with the kernel along both axes; outside the plane counts as zero.</summary>
    public static void Convolve(ReadOnlySpan<float> source, int height, int width, ReadOnlySpan<float> kernel, Span<float> target)
    {
        if (source.Length != height * width) throw new ArgumentException($"Expected {height * width} values, got {source.Length}.", nameof(source));
        if (target.Length != source.Length) throw new ArgumentException($"Expected room for {source.Length} values, got {target.Length}.", nameof(target));
        int radius = kernel.Length / 2;
        var rows = new float[source.Length];
        for (int y = 0; y < height; y++)
        {
            var row = rows.AsSpan(y * width, width);
            for (int k = -radius; k <= radius; k++)
            {
                int start = Math.Max(0, -k), length = width - Math.Abs(k);
                if (length > 0) AddScaled(source.Slice((y * width) + start + k, length), kernel[k + radius], row.Slice(start, length));
            }
        }
        target.Clear();
        for (int y = 0; y < height; y++)
            for (int k = Math.Max(-radius, -y); k <= Math.Min(radius, height - 1 - y); k++)
                AddScaled(rows.AsSpan((y + k) * width, width), kernel[k + radius], target.Slice(y * width, width));
    }

    private static void AddScaled(ReadOnlySpan<float> source, float factor, Span<float> target) =>
        TensorPrimitives.MultiplyAdd(source, factor, target, target);
}
