using System.Buffers;
using System.Numerics;

namespace Saliency.Numerics;

/// <summary>Resamples interleaved bytes with one filter along rows, then one along columns, rounding to bytes after each.</summary>
/// <remarks>The rounding and the fixed-point weights are those of Pillow, so that a model sees the very bytes it was trained and measured with.
/// Only a window of the result is computed. Memory beside the result is that of the window, however large the source is:
/// each source row is resampled once and added to all result rows that it takes part in.</remarks>
internal static class AntialiasedResize
{
    /// <summary>Writes the window of the resized picture whose first pixel is column <c>columns.First</c>, row <c>rows.First</c>.</summary>
    /// <param name="source">Rows of <paramref name="channels"/> bytes a pixel.</param>
    /// <param name="channels">Bytes of a pixel.</param>
    /// <param name="sourceHeight">Rows of the source.</param>
    /// <param name="sourceWidth">Columns of the source.</param>
    /// <param name="rows">Weights for each row of the window.</param>
    /// <param name="columns">Weights for each column of the window.</param>
    /// <param name="target">Receives the window.</param>
    public static void Resize(ReadOnlySpan<byte> source, int channels, int sourceHeight, int sourceWidth, ResizeWeights rows, ResizeWeights columns, Span<byte> target)
    {
        if (source.Length != channels * sourceHeight * sourceWidth)
            throw new ArgumentException($"Expected {channels * sourceHeight * sourceWidth} bytes, got {source.Length}.", nameof(source));
        int rowLength = columns.Length * channels;
        if (target.Length != rows.Length * rowLength)
            throw new ArgumentException($"Expected room for {rows.Length * rowLength} bytes, got {target.Length}.", nameof(target));
        if (target.Length == 0) return;
        int[] sums = ArrayPool<int>.Shared.Rent(target.Length), widened = ArrayPool<int>.Shared.Rent(rowLength);
        sums.AsSpan(0, target.Length).Fill(1 << (ResizeWeights.FractionBits - 1));
        var row = widened.AsSpan(0, rowLength);
        int first = 0, last = 0;
        for (int y = rows.Start(0); y < rows.End(rows.Length - 1); y++)
        {
            // Starts and ends of the rows' taps never decrease, so the result rows that y takes part in are neighbours.
            while (last < rows.Length && rows.Start(last) <= y) last++;
            while (first < last && rows.End(first) <= y) first++;
            if (first == last) continue;
            ResampleRow(source.Slice(y * sourceWidth * channels, sourceWidth * channels), channels, columns, row);
            for (int t = first; t < last; t++)
                AddScaled(row, rows.Weights(t)[y - rows.Start(t)], sums.AsSpan(t * rowLength, rowLength));
        }
        for (int i = 0; i < target.Length; i++) target[i] = ToByte(sums[i]);
        ArrayPool<int>.Shared.Return(sums);
        ArrayPool<int>.Shared.Return(widened);
    }

    private static void ResampleRow(ReadOnlySpan<byte> source, int channels, ResizeWeights columns, Span<int> row)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            var weights = columns.Weights(x);
            var taps = source.Slice(columns.Start(x) * channels, weights.Length * channels);
            for (int c = 0; c < channels; c++)
            {
                int sum = 1 << (ResizeWeights.FractionBits - 1);
                for (int i = 0, at = c; i < weights.Length; i++, at += channels) sum += weights[i] * taps[at];
                row[(x * channels) + c] = ToByte(sum);
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<int> row, int weight, Span<int> sums)
    {
        int i = 0;
        var scale = new Vector<int>(weight);
        for (; i <= row.Length - Vector<int>.Count; i += Vector<int>.Count)
            (new Vector<int>(sums[i..]) + (new Vector<int>(row[i..]) * scale)).CopyTo(sums[i..]);
        for (; i < row.Length; i++) sums[i] += row[i] * weight;
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> ResizeWeights.FractionBits, 0, 255);
}
