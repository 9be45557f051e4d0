using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Projects activations onto the first principal component in the space of a sigmoid kernel, as KPCA-CAM does.</summary>
internal static class KernelComponent
{
    /// <summary>Writes the projection of each pixel, <c>√λ·u</c>, of the centred kernel matrix <c>tanh(γ·⟨aₚ, a_q⟩ + 1)</c>; its value farthest from zero is positive.</summary>
    /// <param name="planes">C planes of P values.</param>
    /// <param name="channels">C, at least 1.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="projection">P values; zeros where all pixels are alike.</param>
    public static void Project(ReadOnlySpan<float> planes, int channels, double gamma, Span<double> projection)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        int pixels = projection.Length;
        if (planes.Length != (long)channels * pixels)
            throw new ArgumentException($"Expected {channels} planes of {pixels} values, got {planes.Length} values.", nameof(planes));
        var kernel = Kernel(planes, channels, gamma, pixels);
        // Centring leaves rounding where every pixel is the same, of which no component should be made.
        if (kernel.All(row => Math.Abs(TensorPrimitives.MaxMagnitude<double>(row)) < 1e-12))
        {
            projection.Clear();
            return;
        }
        var vector = SymmetricEigenvector.Largest(pixels, (x, y) =>
        {
            for (int p = 0; p < y.Length; p++) y[p] = TensorPrimitives.Dot(kernel[p], x);
        }, out double eigenvalue);
        double length = Math.Sqrt(Math.Max(0, eigenvalue));
        TensorPrimitives.Multiply(vector, vector[PrincipalComponent.LargestMagnitude(vector)] < 0 ? -length : length, projection);
    }

    private static double[][] Kernel(ReadOnlySpan<float> planes, int channels, double gamma, int pixels)
    {
        var vectors = new double[pixels][];
        for (int p = 0; p < pixels; p++) vectors[p] = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            var plane = planes.Slice(c * pixels, pixels);
            double mean = DoubleSums.Sum(plane) / pixels;
            for (int p = 0; p < pixels; p++) vectors[p][c] = plane[p] - mean;
        }
        var kernel = new double[pixels][];
        for (int p = 0; p < pixels; p++)
        {
            kernel[p] = new double[pixels];
            for (int q = 0; q <= p; q++)
                kernel[p][q] = kernel[q][p] = Math.Tanh((gamma * TensorPrimitives.Dot<double>(vectors[p], vectors[q])) + 1);
        }
        double[] means = Array.ConvertAll(kernel, row => TensorPrimitives.Sum<double>(row) / pixels);
        double all = TensorPrimitives.Sum<double>(means) / pixels;
        for (int p = 0; p < pixels; p++)
            for (int q = 0; q < pixels; q++) kernel[p][q] += all - means[p] - means[q];
        return kernel;
    }
}
