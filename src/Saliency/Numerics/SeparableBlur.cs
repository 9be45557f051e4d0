using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Correlates planes with the same one-dimensional kernel along rows and columns.</summary>
internal static class SeparableBlur
{
    /// <summary>Blurs every plane.</summary>
    /// <param name="source">Whole planes of height × width values.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="kernel">An odd number of weights; the middle one belongs to the pixel itself.</param>
    /// <param name="border">What is read outside the plane.</param>
    /// <param name="target">As many values as the source; may be the source itself.</param>
    public static void Apply(ReadOnlySpan<float> source, int height, int width, ReadOnlySpan<float> kernel, BlurBorder border, Span<float> target)
    {
        int plane = height * width;
        if (plane == 0 ? !source.IsEmpty : source.Length % plane != 0)
            throw new ArgumentException($"Expected whole planes of {height}×{width} values, got {source.Length} values.", nameof(source));
        if (target.Length != source.Length) throw new ArgumentException($"Expected room for {source.Length} values, got {target.Length}.", nameof(target));
        if (kernel.Length % 2 == 0) throw new ArgumentException($"Expected an odd number of weights, got {kernel.Length}.", nameof(kernel));
        if (plane == 0) return;

        int radius = kernel.Length / 2;
        var row = ArrayPool<float>.Shared.Rent(width + (2 * radius));
        var blurred = ArrayPool<float>.Shared.Rent(plane);
        // Starts of the lines that a line is summed from: columns in a widened row for one pass, rows of the plane for the other.
        var starts = ArrayPool<int>.Shared.Rent(kernel.Length);
        var lines = starts.AsSpan(0, kernel.Length);
        for (int start = 0; start < source.Length; start += plane)
        {
            for (int j = 0; j < lines.Length; j++) lines[j] = j;
            for (int y = 0; y < height; y++)
            {
                Widen(source.Slice(start + (y * width), width), radius, border, row);
                Sum(row.AsSpan(0, width + (2 * radius)), lines, kernel, blurred.AsSpan(y * width, width));
            }
            for (int y = 0; y < height; y++)
            {
                for (int j = 0; j < lines.Length; j++) lines[j] = Inside(y + j - radius, height, border) is var at and >= 0 ? at * width : -1;
                Sum(blurred.AsSpan(0, plane), lines, kernel, target.Slice(start + (y * width), width));
            }
        }
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<float>.Shared.Return(blurred);
        ArrayPool<float>.Shared.Return(row);
    }

    /// <summary>The row with <paramref name="radius"/> more values on either side.</summary>
    private static void Widen(ReadOnlySpan<float> row, int radius, BlurBorder border, Span<float> wide)
    {
        row.CopyTo(wide[radius..]);
        for (int i = 1; i <= radius; i++)
        {
            int left = Inside(-i, row.Length, border), right = Inside(row.Length - 1 + i, row.Length, border);
            wide[radius - i] = left < 0 ? 0 : row[left];
            wide[radius + row.Length - 1 + i] = right < 0 ? 0 : row[right];
        }
    }

    /// <summary><c>target[x] = Σ_j kernel[j] · values[lines[j] + x]</c>, in the order of j; a negative line is one of zeros.</summary>
    private static void Sum(ReadOnlySpan<float> values, ReadOnlySpan<int> lines, ReadOnlySpan<float> kernel, Span<float> target)
    {
        foreach (int line in lines)
            if (line > values.Length - target.Length) throw new ArgumentOutOfRangeException(nameof(lines), line, "Expected a line that lies within the values.");
        int x = 0, count = Vector<float>.Count;
        if (Vector.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(values), to = ref MemoryMarshal.GetReference(target);
            // Four sums at a time, because an addition takes longer than the next one can wait.
            for (; x <= target.Length - (4 * count); x += 4 * count)
            {
                Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
                for (int j = 0; j < kernel.Length; j++)
                {
                    if (lines[j] < 0) continue;
                    nuint at = (nuint)(lines[j] + x);
                    var weight = new Vector<float>(kernel[j]);
                    s0 += weight * Vector.LoadUnsafe(ref from, at);
                    s1 += weight * Vector.LoadUnsafe(ref from, at + (nuint)count);
                    s2 += weight * Vector.LoadUnsafe(ref from, at + (nuint)(2 * count));
                    s3 += weight * Vector.LoadUnsafe(ref from, at + (nuint)(3 * count));
                }
                s0.StoreUnsafe(ref to, (nuint)x);
                s1.StoreUnsafe(ref to, (nuint)(x + count));
                s2.StoreUnsafe(ref to, (nuint)(x + (2 * count)));
                s3.StoreUnsafe(ref to, (nuint)(x + (3 * count)));
            }
            for (; x <= target.Length - count; x += count)
            {
                Vector<float> sum = default;
                for (int j = 0; j < kernel.Length; j++)
                    if (lines[j] >= 0) sum += new Vector<float>(kernel[j]) * Vector.LoadUnsafe(ref from, (nuint)(lines[j] + x));
                sum.StoreUnsafe(ref to, (nuint)x);
            }
        }
        for (; x < target.Length; x++)
        {
            float sum = 0;
            for (int j = 0; j < kernel.Length; j++)
                if (lines[j] >= 0) sum += kernel[j] * values[lines[j] + x];
            target[x] = sum;
        }
    }

    private static int Inside(int i, int length, BlurBorder border) => (uint)i < (uint)length ? i : border switch
    {
        BlurBorder.Reflect => SampleIndex.Reflect(i, length),
        BlurBorder.Mirror => SampleIndex.Mirror(i, length),
        BlurBorder.Clamp => SampleIndex.Clamp(i, length),
        _ => -1,
    };
}
