using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Fills a hole in an image with the nearest kept pixels.</summary>
internal static class NearestPixel
{
    /// <summary>Gives every removed pixel the values of the kept pixel nearest to it; of several the one of the lowest index.</summary>
    /// <param name="removed">H×W, at least one of them kept.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="planes">C planes of H×W values; kept pixels are read, removed ones written.</param>
    public static void Fill(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes)
    {
        // The nearest kept row of each pixel's column; far outside where the column has none.
        int none = -2 * (height + width);
        int[] rented = ArrayPool<int>.Shared.Rent(removed.Length);
        var rows = rented.AsSpan(0, removed.Length);
        for (int x = 0; x < width; x++)
        {
            int last = none;
            for (int y = 0; y < height; y++)
            {
                if (!removed[(y * width) + x]) last = y;
                rows[(y * width) + x] = last;
            }
            for (int y = height - 1, next = none; y >= 0; y--)
            {
                int at = (y * width) + x;
                if (!removed[at]) next = y;
                // A row above is of a lower index than one as far below.
                if (Math.Abs((long)next - y) < y - (long)rows[at]) rows[at] = next;
            }
        }
        for (int at = 0; at < removed.Length; at++)
        {
            if (!removed[at]) continue;
            int from = NearestTo(at / width, at % width, rows.Slice(at / width * width, width));
            for (int start = 0; start < planes.Length; start += removed.Length) planes[start + at] = planes[start + from];
        }
        ArrayPool<int>.Shared.Return(rented);
    }

    private static int NearestTo(int y, int x, ReadOnlySpan<int> rows)
    {
        long least = long.MaxValue;
        int from = -1, width = rows.Length;
        // Sideways no farther than the best so far.
        for (int step = 0; step < width && (long)step * step <= least; step++)
            foreach (int column in (ReadOnlySpan<int>)[x - step, x + step])
            {
                if ((uint)column >= (uint)width) continue;
                long down = rows[column] - y, distance = (down * down) + ((long)step * step);
                int at = (rows[column] * width) + column;
                if (rows[column] >= 0 && (distance < least || (distance == least && at < from))) (least, from) = (distance, at);
            }
        return from;
    }
}
