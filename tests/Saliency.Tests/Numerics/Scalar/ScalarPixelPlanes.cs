namespace Saliency.Tests.Numerics.Scalar;

/// <summary>Interleaved bytes to planes as a plain loop.</summary>
internal static class ScalarPixelPlanes
{
    public static void FromRgb(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, bool blueFirst, Span<float> planes)
    {
        int count = pixels.Length / 3;
        Span<float> first = planes[..count], second = planes.Slice(count, count), third = planes[(2 * count)..];
        var (red, blue) = blueFirst ? (2, 0) : (0, 2);
        var (s0, s1, s2) = (scale[0], scale[1], scale[2]);
        var (t0, t1, t2) = (shift[0], shift[1], shift[2]);
        for (int i = 0; i < count; i++)
        {
            first[i] = (pixels[(3 * i) + red] * s0) + t0;
            second[i] = (pixels[(3 * i) + 1] * s1) + t1;
            third[i] = (pixels[(3 * i) + blue] * s2) + t2;
        }
    }
}
