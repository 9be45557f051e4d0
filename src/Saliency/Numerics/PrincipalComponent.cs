using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Projects activations onto their first principal component, as EigenCAM does.</summary>
/// <remarks>
/// With M the P×C matrix of pixels × channels, every channel's mean subtracted, the map is <c>M·v₁</c>, v₁ the first right singular vector of M.
/// It equals <c>σ₁·u₁</c>, so the smaller of the two sides is iterated. Where the two largest singular values are equal, v₁ is not defined and the answer is one of many.
/// </remarks>
internal static class PrincipalComponent
{
    // Below this cosine the mean over the channels is flat (as after a layer norm) and its slope is rounding.
    private const double LeastCosine = 0.01;

    /// <summary>Writes the projection of each pixel.</summary>
    /// <param name="planes">C planes of P values; NaN counts as 0.</param>
    /// <param name="channels">C, at least 1.</param>
    /// <param name="sign">Which of the two possible directions is taken.</param>
    /// <param name="projection">P values; zeros where every channel is constant.</param>
    public static void Project(ReadOnlySpan<float> planes, int channels, ComponentSign sign, Span<double> projection)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        int pixels = projection.Length;
        if (planes.Length != (long)channels * pixels)
            throw new ArgumentException($"Expected {channels} planes of {pixels} values, got {planes.Length} values.", nameof(planes));
        if (pixels == 0) return;

        var centred = ArrayPool<double>.Shared.Rent(channels * pixels);
        var sums = ArrayPool<double>.Shared.Rent(pixels);
        var matrix = centred.AsMemory(0, channels * pixels);
        var channelSum = sums.AsSpan(0, pixels);
        double scale = Centre(planes, channels, matrix.Span, channelSum);
        if (!double.IsFinite(scale)) throw new ArgumentException("Expected finite values or NaN, got infinity.", nameof(planes));
        if (scale == 0)
        {
            projection.Clear();
        }
        else if (pixels <= channels)
        {
            // u₁ of M·Mᵀ, a matrix of pixels; its length is then the largest singular value.
            var vector = SymmetricEigenvector.Largest(pixels, (x, y) => OverPixels(matrix.Span, x, y), out double eigenvalue);
            TensorPrimitives.Multiply(vector, Math.Sqrt(Math.Max(0, eigenvalue)), projection);
        }
        else
        {
            var vector = SymmetricEigenvector.Largest(channels, (x, y) => OverChannels(matrix.Span, x, y), out _);
            projection.Clear();
            for (int c = 0; c < channels; c++)
                TensorPrimitives.MultiplyAdd(matrix.Span.Slice(c * pixels, pixels), vector[c], projection, projection);
        }
        TensorPrimitives.Multiply(projection, Flips(projection, channelSum, channels, sign) ? -scale : scale, projection);
        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<double>.Shared.Return(centred);
    }

    /// <summary>Fills the centred matrix, divided by its largest magnitude, which is returned: squares of it can then neither overflow nor vanish.</summary>
    private static double Centre(ReadOnlySpan<float> planes, int channels, Span<double> centred, Span<double> channelSum)
    {
        int pixels = channelSum.Length;
        channelSum.Clear();
        for (int i = 0; i < planes.Length; i++) centred[i] = float.IsNaN(planes[i]) ? 0 : planes[i];
        for (int c = 0; c < channels; c++)
        {
            var plane = centred.Slice(c * pixels, pixels);
            // A constant channel must become exact zeros, which its rounded mean would not leave.
            if (!plane.ContainsAnyExcept(plane[0]))
            {
                plane.Clear();
                continue;
            }
            TensorPrimitives.Subtract(plane, TensorPrimitives.Sum<double>(plane) / pixels, plane);
            TensorPrimitives.Add(channelSum, plane, channelSum);
        }
        double scale = Math.Abs(TensorPrimitives.MaxMagnitude<double>(centred));
        if (scale > 0) TensorPrimitives.Divide(centred, scale, centred);
        return scale;
    }

    /// <summary><c>y = M·(Mᵀ·x)</c>, x over pixels.</summary>
    private static void OverPixels(ReadOnlySpan<double> planes, ReadOnlySpan<double> x, Span<double> y)
    {
        y.Clear();
        for (int at = 0; at < planes.Length; at += x.Length)
        {
            var plane = planes.Slice(at, x.Length);
            TensorPrimitives.MultiplyAdd(plane, TensorPrimitives.Dot(plane, x), y, y);
        }
    }

    /// <summary><c>y = Mᵀ·(M·x)</c>, x over channels.</summary>
    private static void OverChannels(ReadOnlySpan<double> planes, ReadOnlySpan<double> x, Span<double> y)
    {
        int pixels = planes.Length / x.Length;
        var rented = ArrayPool<double>.Shared.Rent(pixels);
        var map = rented.AsSpan(0, pixels);
        map.Clear();
        for (int c = 0; c < x.Length; c++) TensorPrimitives.MultiplyAdd(planes.Slice(c * pixels, pixels), x[c], map, map);
        for (int c = 0; c < x.Length; c++) y[c] = TensorPrimitives.Dot(planes.Slice(c * pixels, pixels), map);
        ArrayPool<double>.Shared.Return(rented);
    }

    private static bool Flips(ReadOnlySpan<double> map, ReadOnlySpan<double> channelSum, int channels, ComponentSign sign)
    {
        if (sign == ComponentSign.ChannelMean)
        {
            // map · Σ_c A_c = σ₁²·Σ_c v₁_c and map · map = σ₁²: the quotient is √C times the cosine between v₁ and a vector of ones.
            double along = TensorPrimitives.Dot(map, channelSum), square = TensorPrimitives.Dot(map, map);
            if (Math.Abs(along) >= LeastCosine * Math.Sqrt(channels) * square) return along < 0;
        }
        return map[LargestMagnitude(map)] < 0;
    }

    /// <summary>Index of the value farthest from zero, the first among equals: which side of a component is called positive.</summary>
    public static int LargestMagnitude(ReadOnlySpan<double> map)
    {
        // Entries that differ by rounding only count as equal, so that the first of them decides on every machine.
        double nearly = Math.Abs(TensorPrimitives.MaxMagnitude(map)) * (1 - 1e-9);
        int i = 0;
        while (Math.Abs(map[i]) < nearly) i++;
        return i;
    }
}
