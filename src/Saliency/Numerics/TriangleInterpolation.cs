namespace Saliency.Numerics;

/// <summary>Fills a hole in an image with the triangles that the kept pixels span, each a plane through its three corners.</summary>
internal static class TriangleInterpolation
{
    /// <summary>Fills the removed pixels of every plane, but for the four corners of the image: these are kept, so that the triangles cover it.</summary>
    /// <param name="removed">H×W.</param>
    /// <param name="height">Rows, at most <see cref="Delaunay.LongestSide"/>.</param>
    /// <param name="width">Columns, at most as many.</param>
    /// <param name="planes">C planes of H×W values; kept pixels and corners are read, the others written.</param>
    public static void Fill(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes)
    {
        if (Math.Max(height, width) > Delaunay.LongestSide) throw new ArgumentException($"Expected sides of at most {Delaunay.LongestSide} pixels, got {height}×{width}.", nameof(height));
        bool[] hole = removed.ToArray();
        hole[0] = hole[width - 1] = hole[^width] = hole[^1] = false;
        if (height == 1 || width == 1)
        {
            // On a line there is no triangle, and the straight way from pixel to pixel is what solves for the means of neighbours.
            if (hole.Contains(true)) NeighbourMeans.Fill(hole, height, width, planes);
            return;
        }
        (int Y, int X)[] kept = new (int, int)[hole.Count(h => !h)];
        for (int i = 0, k = 0; i < hole.Length; i++)
            if (!hole[i]) kept[k++] = (i / width, i % width);
        foreach (var (a, b, c) in new Delaunay(kept).Triangles()) FillTriangle((kept[a], kept[b], kept[c]), hole, width, planes);
    }

    private static void FillTriangle(((int Y, int X) A, (int Y, int X) B, (int Y, int X) C) triangle, ReadOnlySpan<bool> hole, int width, Span<float> planes)
    {
        var (a, b, c) = triangle;
        // A pixel's distances from the sides, in units in which together they are twice the area, are the weights of the corners opposite.
        Side fromA = new(b, c), fromB = new(c, a), fromC = new(a, b);
        long area = fromA.At(a.Y, a.X);
        // Half a pixel: no pixel but the corners.
        if (area == 1) return;
        int last = Math.Max(a.Y, Math.Max(b.Y, c.Y));
        for (int y = Math.Min(a.Y, Math.Min(b.Y, c.Y)); y <= last; y++)
        {
            var (left, right) = fromA.Cut(y, fromB.Cut(y, fromC.Cut(y, (0, width - 1))));
            for (int x = (int)left; x <= right; x++)
            {
                int at = (y * width) + x;
                if (!hole[at]) continue;
                double weightA = fromA.At(y, x) / (double)area, weightB = fromB.At(y, x) / (double)area, weightC = fromC.At(y, x) / (double)area;
                for (int start = 0; start < planes.Length; start += hole.Length)
                {
                    var plane = planes.Slice(start, hole.Length);
                    plane[at] = (float)((weightA * plane[(a.Y * width) + a.X]) + (weightB * plane[(b.Y * width) + b.X]) + (weightC * plane[(c.Y * width) + c.X]));
                }
            }
        }
    }

    /// <summary>A side of a triangle: a line that is above 0 where the triangle lies.</summary>
    private readonly struct Side((int Y, int X) from, (int Y, int X) to)
    {
        private readonly long _slope = to.Y - from.Y;

        public long At(int y, int x) => (_slope * (x - from.X)) - ((long)(to.X - from.X) * (y - from.Y));

        /// <summary>The part of a row of columns that is not below 0.</summary>
        public (long Left, long Right) Cut(int y, (long Left, long Right) columns)
        {
            long here = At(y, 0);
            if (_slope > 0) return (Math.Max(columns.Left, -Floor(here, _slope)), columns.Right);
            if (_slope < 0) return (columns.Left, Math.Min(columns.Right, Floor(here, -_slope)));
            return here >= 0 ? columns : (0, -1);
        }

        private static long Floor(long number, long divisor) => (number / divisor) - (number % divisor < 0 ? 1 : 0);
    }
}
