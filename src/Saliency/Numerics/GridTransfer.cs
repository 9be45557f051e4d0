using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Between a grid and one of half its height and width, both in rows with a margin of zeros (one cell before, two after).</summary>
/// <remarks>A fine cell is ¾ its own coarse cell and ¼ the one next to it, along each axis; at the border of the image its own alone. Restriction is the exact transpose.</remarks>
internal static class GridTransfer
{
    /// <summary>Writes each coarse cell's share of the fine ones.</summary>
    public static void Restrict(ReadOnlySpan<float> fine, int height, int width, int stride, Span<float> coarse, int coarseStride)
    {
        int coarseHeight = (height + 1) / 2, coarseWidth = (width + 1) / 2;
        var pool = ArrayPool<float>.Shared;
        var rented = pool.Rent(stride);
        var line = rented.AsSpan(0, stride);
        for (int y = 0; y < coarseHeight; y++)
        {
            // Rows 2y − 1 to 2y + 2; the margin holds what lies outside.
            int above = 2 * y * stride;
            TensorPrimitives.Add(fine.Slice(above + stride, stride), fine.Slice(above + (2 * stride), stride), line);
            TensorPrimitives.Multiply(line, 3, line);
            TensorPrimitives.Add(line, fine.Slice(above, stride), line);
            TensorPrimitives.Add(line, fine.Slice(above + (3 * stride), stride), line);
            if (y == 0) TensorPrimitives.Add(line, fine.Slice(stride, stride), line);
            if (2 * (y + 1) == height) TensorPrimitives.Add(line, fine.Slice(height * stride, stride), line);
            var target = coarse.Slice(((y + 1) * coarseStride) + 1, coarseWidth);
            for (int x = 0; x < target.Length; x++)
            {
                int at = 2 * x;
                target[x] = (line[at] + line[at + 3] + (3 * (line[at + 1] + line[at + 2]))) * (1 / 16f);
            }
            target[0] += line[1] * (1 / 16f);
            if (2 * coarseWidth == width) target[^1] += line[width] * (1 / 16f);
        }
        pool.Return(rented);
    }

    /// <summary>Writes every fine cell from the coarse ones around it; the margin stays as it is.</summary>
    public static void Prolong(ReadOnlySpan<float> coarse, int coarseHeight, int coarseWidth, int coarseStride, Span<float> fine, int height, int width, int stride)
    {
        var pool = ArrayPool<float>.Shared;
        var rented = pool.Rent(coarseWidth + 2);
        var line = rented.AsSpan(0, coarseWidth + 2);
        for (int y = 0; y < height; y++)
        {
            int own = y / 2, next = Math.Clamp(y % 2 == 0 ? own - 1 : own + 1, 0, coarseHeight - 1);
            var inner = line.Slice(1, coarseWidth);
            TensorPrimitives.Multiply(coarse.Slice(((own + 1) * coarseStride) + 1, coarseWidth), 3, inner);
            TensorPrimitives.Add(inner, coarse.Slice(((next + 1) * coarseStride) + 1, coarseWidth), inner);
            (line[0], line[^1]) = (line[1], line[^2]);
            var target = fine.Slice(((y + 1) * stride) + 1, width);
            for (int x = 0; x + 1 < target.Length; x += 2)
            {
                float middle = 3 * line[(x / 2) + 1];
                target[x] = (middle + line[x / 2]) * (1 / 16f);
                target[x + 1] = (middle + line[(x / 2) + 2]) * (1 / 16f);
            }
            if (width % 2 != 0) target[^1] = ((3 * line[(width / 2) + 1]) + line[width / 2]) * (1 / 16f);
        }
        pool.Return(rented);
    }
}
