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
    public static void Apply(ReadOnlySpan<float> source, int height, int width, ReadOnlySpan<float> kernel, BlurBorder border, Span<float> target) =>
        Apply(source, height, width, kernel, kernel, border, target);

    /// <summary>Blurs every plane with one kernel along rows and another along columns.</summary>
    /// <typeparam name="T">float or double: what the sums are kept in, too.</typeparam>
    public static void Apply<T>(ReadOnlySpan<T> source, int height, int width, ReadOnlySpan<T> alongRows, ReadOnlySpan<T> alongColumns, BlurBorder border, Span<T> target)
        where T : unmanaged, INumber<T>
    {
        int plane = height * width;
        if (plane == 0 ? !source.IsEmpty : source.Length % plane != 0)
            throw new ArgumentException($"Expected whole planes of {height}×{width} values, got {source.Length} values.", nameof(source));
        if (target.Length != source.Length) throw new ArgumentException($"Expected room for {source.Length} values, got {target.Length}.", nameof(target));
        if (alongRows.Length % 2 == 0) throw new ArgumentException($"Expected an odd number of weights, got {alongRows.Length}.", nameof(alongRows));
        if (alongColumns.Length % 2 == 0) throw new ArgumentException($"Expected an odd number of weights, got {alongColumns.Length}.", nameof(alongColumns));
        if (plane == 0) return;

        int radius = alongRows.Length / 2, reach = alongColumns.Length / 2;
        var row = ArrayPool<T>.Shared.Rent(width + (2 * radius));
        var blurred = ArrayPool<T>.Shared.Rent(plane);
        // Starts of the lines that a line is summed from: columns in a widened row for one pass, rows of the plane for the other.
        var starts = ArrayPool<int>.Shared.Rent(alongRows.Length + alongColumns.Length);
        Span<int> columns = starts.AsSpan(0, alongRows.Length), lines = starts.AsSpan(alongRows.Length, alongColumns.Length);
        for (int start = 0; start < source.Length; start += plane)
        {
            for (int j = 0; j < columns.Length; j++) columns[j] = j;
            for (int y = 0; y < height; y++)
            {
                Widen(source.Slice(start + (y * width), width), radius, border, row);
                Sum<T>(row.AsSpan(0, width + (2 * radius)), columns, alongRows, blurred.AsSpan(y * width, width));
            }
            for (int y = 0; y < height; y++)
            {
                for (int j = 0; j < lines.Length; j++) lines[j] = Inside(y + j - reach, height, border) is var at and >= 0 ? at * width : -1;
                Sum(blurred.AsSpan(0, plane), lines, alongColumns, target.Slice(start + (y * width), width));
            }
        }
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<T>.Shared.Return(blurred);
        ArrayPool<T>.Shared.Return(row);
    }

    /// <summary>The row with <paramref name="radius"/> more values on either side.</summary>
    private static void Widen<T>(ReadOnlySpan<T> row, int radius, BlurBorder border, Span<T> wide) where T : unmanaged, INumber<T>
    {
        row.CopyTo(wide[radius..]);
        for (int i = 1; i <= radius; i++)
        {
            int left = Inside(-i, row.Length, border), right = Inside(row.Length - 1 + i, row.Length, border);
            wide[radius - i] = left < 0 ? T.Zero : row[left];
            wide[radius + row.Length - 1 + i] = right < 0 ? T.Zero : row[right];
        }
    }

    /// <summary><c>target[x] = Σ_j kernel[j] · values[lines[j] + x]</c>, in the order of j; a negative line is one of zeros.</summary>
    private static void Sum<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> lines, ReadOnlySpan<T> kernel, Span<T> target) where T : unmanaged, INumber<T>
    {
        foreach (int line in lines)
            if (line > values.Length - target.Length) throw new ArgumentOutOfRangeException(nameof(lines), line, "Expected a line that lies within the values.");
        int x = 0, count = Vector<T>.Count;
        if (Vector.IsHardwareAccelerated)
        {
            ref T from = ref MemoryMarshal.GetReference(values), to = ref MemoryMarshal.GetReference(target);
            // Four sums at a time, because an addition takes longer than the next one can wait.
            for (; x <= target.Length - (4 * count); x += 4 * count)
            {
                Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
                for (int j = 0; j < kernel.Length; j++)
                {
                    if (lines[j] < 0) continue;
                    nuint at = (nuint)(lines[j] + x);
                    var weight = new Vector<T>(kernel[j]);
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
                Vector<T> sum = default;
                for (int j = 0; j < kernel.Length; j++)
                    if (lines[j] >= 0) sum += new Vector<T>(kernel[j]) * Vector.LoadUnsafe(ref from, (nuint)(lines[j] + x));
                sum.StoreUnsafe(ref to, (nuint)x);
            }
        }
        for (; x < target.Length; x++)
        {
            var sum = T.Zero;
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
