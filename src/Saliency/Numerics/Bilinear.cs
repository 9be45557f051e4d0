using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Bilinear resampling of one plane, with any scale and shift on each axis.</summary>
/// <remarks>Separable: a source row is stretched once and then mixed with its neighbour for every target row between them, so enlarging costs one vector blend per target row.</remarks>
internal static class Bilinear
{
    /// <summary>Half-pixel centres, edges repeated.</summary>
    public static void Resize(ReadOnlySpan<float> source, int sourceHeight, int sourceWidth, Span<float> target, int height, int width) =>
        Resample(source, sourceHeight, sourceWidth, target, height, width,
            0, (double)sourceHeight / height, 0, (double)sourceWidth / width, GridBorder.Clamp);

    /// <summary>Row y of the target reads the source at the continuous row <c>startY + stepY·(y + ½)</c>, whose sample i has its centre at i + ½; columns alike.</summary>
    /// <exception cref="ArgumentException">A length does not fit its height and width, or there is something to write and nothing to read.</exception>
    public static void Resample(ReadOnlySpan<float> source, int sourceHeight, int sourceWidth, Span<float> target, int height, int width,
        double startY, double stepY, double startX, double stepX, GridBorder border)
    {
        if (source.Length != sourceHeight * sourceWidth) throw new ArgumentException($"Expected {sourceHeight * sourceWidth} values, got {source.Length}.", nameof(source));
        if (target.Length != height * width) throw new ArgumentException($"Expected room for {height * width} values, got {target.Length}.", nameof(target));
        if (target.IsEmpty) return;
        if (source.IsEmpty) throw new ArgumentException("Expected at least one value to resample, got none.", nameof(source));

        var columns = ArrayPool<BilinearTap>.Shared.Rent(width);
        var buffer = ArrayPool<float>.Shared.Rent(2 * width);
        var taps = columns.AsSpan(0, width);
        Span<float> upper = buffer.AsSpan(0, width), lower = buffer.AsSpan(width, width);
        BilinearTap.Fill(startX, stepX, sourceWidth, border, taps);

        int upperRow = -1, lowerRow = -1;
        for (int y = 0; y < height; y++)
        {
            var (y0, y1, share) = BilinearTap.At(startY + (stepY * (y + 0.5)), sourceHeight, border);
            if (y0 != upperRow && (y0 == lowerRow || y1 == upperRow))
            {
                // One step down the source: what was below is now above.
                var swap = upper;
                upper = lower;
                lower = swap;
                (upperRow, lowerRow) = (lowerRow, upperRow);
            }
            if (y0 != upperRow) BilinearTap.Expand(source.Slice((upperRow = y0) * sourceWidth, sourceWidth), taps, upper);
            if (y1 == y0)
            {
                RowBlend.Apply(upper, upper, share, target.Slice(y * width, width));
                continue;
            }
            if (y1 != lowerRow) BilinearTap.Expand(source.Slice((lowerRow = y1) * sourceWidth, sourceWidth), taps, lower);
            RowBlend.Apply(upper, lower, share, target.Slice(y * width, width));
        }
        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<BilinearTap>.Shared.Return(columns);
    }
}
