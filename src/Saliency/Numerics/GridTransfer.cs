using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Between rows of a grid and those of one of half its height and width, cells from index 1.</summary>
/// <remarks>A fine cell is ¾ its own coarse cell and ¼ the one next to it, along each axis; at the border of the image its own alone. Restriction is the exact transpose.</remarks>
internal static class GridTransfer
{
    /// <summary>Writes a coarse row from what four fine ones, 3 times the two in the middle, sum to in each column.</summary>
    /// <param name="sums">The sums; zeros beyond the last cell for as long as the coarse row goes on, and three more.</param>
    /// <param name="width">Fine cells.</param>
    /// <param name="coarse">Receives whole vectors of cells; those that follow the last are of no use.</param>
    public static void Restrict(ReadOnlySpan<float> sums, int width, Span<float> coarse)
    {
        if (sums.Length < (2 * coarse.Length) - 1) throw new ArgumentException($"Expected at least {(2 * coarse.Length) - 1} sums, got {sums.Length}.", nameof(sums));
        for (int x = 0; x < coarse.Length - 2; x += Vector<float>.Count)
        {
            // Around every fine cell, of which every second is kept.
            var (low, high) = (Around(sums, 2 * x), Around(sums, (2 * x) + Vector<float>.Count));
            Vector.AsVectorSingle(Vector.Narrow(Vector.AsVectorUInt64(low), Vector.AsVectorUInt64(high))).StoreUnsafe(ref MemoryMarshal.GetReference(coarse), (nuint)(x + 1));
        }
        coarse[1] += sums[1] * (1 / 16f);
        if (width % 2 == 0) coarse[width / 2] += sums[width] * (1 / 16f);
    }

    /// <summary>Writes a fine row from two coarse ones.</summary>
    /// <param name="own">The coarse row that the fine one lies in.</param>
    /// <param name="next">The coarse row that is next to it.</param>
    /// <param name="coarseWidth">Coarse cells.</param>
    /// <param name="line">Room for a coarse row.</param>
    /// <param name="fine">Receives twice as many cells as the coarse rows hold with their margin; those that follow the last are of no use.</param>
    public static void Prolong(ReadOnlySpan<float> own, ReadOnlySpan<float> next, int coarseWidth, Span<float> line, Span<float> fine)
    {
        if (fine.Length < (2 * line.Length) - 3) throw new ArgumentException($"Expected room for {(2 * line.Length) - 3} cells, got {fine.Length}.", nameof(fine));
        TensorPrimitives.MultiplyAdd(own, 3, next, line);
        (line[0], line[coarseWidth + 1]) = (line[1], line[coarseWidth]);
        for (int x = 1; x < line.Length - 1; x += Vector<float>.Count)
        {
            var middle = Load(line, x) * 3f;
            var even = Vector.AsVectorUInt32((middle + Load(line, x - 1)) * (1 / 16f));
            var odd = Vector.AsVectorUInt32((middle + Load(line, x + 1)) * (1 / 16f));
            // Side by side in the halves of wider numbers.
            Paired(Vector.WidenLower(even), Vector.WidenLower(odd)).StoreUnsafe(ref MemoryMarshal.GetReference(fine), (nuint)((2 * x) - 1));
            Paired(Vector.WidenUpper(even), Vector.WidenUpper(odd)).StoreUnsafe(ref MemoryMarshal.GetReference(fine), (nuint)((2 * x) - 1 + Vector<float>.Count));
        }
    }

    private static Vector<float> Around(ReadOnlySpan<float> sums, int x) => (Load(sums, x) + Load(sums, x + 3) + ((Load(sums, x + 1) + Load(sums, x + 2)) * 3f)) * (1 / 16f);

    private static Vector<float> Load(ReadOnlySpan<float> row, int x) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)x);

    private static Vector<float> Paired(Vector<ulong> even, Vector<ulong> odd) =>
        Vector.AsVectorSingle(BitConverter.IsLittleEndian ? even | (odd << 32) : odd | (even << 32));
}
