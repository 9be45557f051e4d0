using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>The removed pixels of an image as unknowns, and the operator that asks each to be the mean of its neighbours; with coarser grids of the same, down to a few cells.</summary>
/// <remarks>
/// <para><c>(A v)_i = Σ w_ij · v_i − Σ w_ij · v_j</c> over the neighbours j inside the image, w = 1/6 beside and 1/12 at the corners; v is 0 at kept pixels. Over
/// the whole grid <c>Σ w_ij · v_j = ([1 2 1]ᵀ[1 2 1] v − 4v) / 12</c>.</para>
/// <para>A coarse cell stands for 2×2 cells and is unknown where all of them are. Every grid is held in rows with a margin of zeros: one cell before, two after.</para>
/// </remarks>
internal sealed class HoleGrid : IDisposable
{
    private readonly float[] _unknown;
    private readonly float[] _weight;
    private readonly float[] _inverse;
    private readonly float[] _work;

    /// <summary>The grid of a part of an image that holds the whole hole and the pixels around it, and its coarser ones.</summary>
    public HoleGrid(ImagePart part, ReadOnlySpan<bool> removed) : this(part.Height, part.Width)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (removed[part.At(y, x)]) _unknown[At(y, x)] = 1;
        Finish(part);
    }

    private HoleGrid(HoleGrid finer) : this((finer.Height + 1) / 2, (finer.Width + 1) / 2)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                float all = 1;
                for (int v = 2 * y; v < Math.Min((2 * y) + 2, finer.Height); v++)
                    for (int u = 2 * x; u < Math.Min((2 * x) + 2, finer.Width); u++) all *= finer._unknown[finer.At(v, u)];
                _unknown[At(y, x)] = all;
            }
        // No unknown cell lies at a border that is not the image's: there a coarse cell holds kept pixels.
        Finish(new ImagePart(0, 0, Height, Width, Height, Width));
    }

    private HoleGrid(int height, int width)
    {
        (Height, Width, Stride) = (height, width, width + 3);
        Length = (height + 3) * Stride;
        (_unknown, _weight, _inverse, _work) = (Rent(), Rent(), Rent(), Rent());
        (Right, Solution) = (Rent(), Rent());
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Cells from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Cells with the margin.</summary>
    public int Length { get; }

    /// <summary>What <see cref="Precondition"/> reads: 0 at kept cells.</summary>
    public float[] Right { get; }

    /// <summary>What <see cref="Precondition"/> writes.</summary>
    public float[] Solution { get; }

    private HoleGrid? Coarser { get; set; }

    /// <summary>Index of a cell.</summary>
    public int At(int y, int x) => ((y + 1) * Stride) + x + 1;

    /// <summary>A grid of zeros, from the pool.</summary>
    public float[] Rent()
    {
        var cells = ArrayPool<float>.Shared.Rent(Length);
        cells.AsSpan(0, Length).Clear();
        return cells;
    }

    /// <summary><c>target = right − A · values</c>, 0 at kept cells.</summary>
    /// <param name="right">0 at kept cells.</param>
    /// <param name="values">Margins are 0.</param>
    /// <param name="target">Margins stay as they are.</param>
    public void Residual(ReadOnlySpan<float> right, ReadOnlySpan<float> values, Span<float> target)
    {
        for (int y = 0; y < Height; y++)
        {
            int start = At(y, 0);
            ResidualRow(right.Slice(start, Width), values.Slice(start - Stride - 1, (2 * Stride) + Width + 2), Stride, _weight.AsSpan(start, Width), _unknown.AsSpan(start, Width), target.Slice(start, Width));
        }
    }

    /// <summary>Solves roughly for <see cref="Right"/>: one V-cycle, a symmetric positive operator.</summary>
    /// <remarks>Plain Jacobi sweeps do: A's rough parts have eigenvalues of ⅔ to 4⁄3 times its diagonal, so a sweep leaves a third of them.</remarks>
    public void Precondition()
    {
        Span<float> solution = Solution.AsSpan(0, Length), right = Right.AsSpan(0, Length);
        TensorPrimitives.Multiply(right, _inverse.AsSpan(0, Length), solution);
        if (Coarser is null)
        {
            for (int sweep = 0; sweep < 4; sweep++) Smooth();
            return;
        }
        Residual(Right, Solution, _work);
        GridTransfer.Restrict(_work, Height, Width, Stride, Coarser.Right, Coarser.Stride);
        TensorPrimitives.Multiply(Coarser.Right.AsSpan(0, Coarser.Length), Coarser._unknown.AsSpan(0, Coarser.Length), Coarser.Right);
        Coarser.Precondition();
        GridTransfer.Prolong(Coarser.Solution, Coarser.Height, Coarser.Width, Coarser.Stride, _work, Height, Width, Stride);
        TensorPrimitives.MultiplyAdd(_work.AsSpan(0, Length), _unknown.AsSpan(0, Length), solution, solution);
        Smooth();
    }

    public void Dispose()
    {
        foreach (var cells in (float[][])[_unknown, _weight, _inverse, _work, Right, Solution]) ArrayPool<float>.Shared.Return(cells);
        Coarser?.Dispose();
    }

    private void Smooth()
    {
        Residual(Right, Solution, _work);
        Span<float> solution = Solution.AsSpan(0, Length);
        TensorPrimitives.MultiplyAdd(_work.AsSpan(0, Length), _inverse.AsSpan(0, Length), solution, solution);
    }

    private void Finish(ImagePart part)
    {
        int unknowns = 0;
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
            {
                int at = At(y, x);
                if (_unknown[at] == 0) continue;
                unknowns++;
                _weight[at] = (float)part.WeightOfNeighbours(y, x);
                _inverse[at] = 1 / _weight[at];
            }
        if (unknowns <= 1 || (Height <= 2 && Width <= 2)) return;
        var coarser = new HoleGrid(this);
        // Where no whole cell of 2×2 is missing, every unknown is near a kept pixel and the sweeps are enough.
        if (coarser._unknown.AsSpan(0, coarser.Length).ContainsAnyExcept(0f)) Coarser = coarser;
        else coarser.Dispose();
    }

    /// <param name="right">The row of the right side.</param>
    /// <param name="values">The row with the one above and the one below, from one cell before to one after.</param>
    /// <param name="stride">Cells from one row to the next.</param>
    /// <param name="weight">Σ w_ij of the row's unknown cells, else 0.</param>
    /// <param name="unknown">1 at unknown cells, else 0.</param>
    /// <param name="target">Receives the row.</param>
    private static void ResidualRow(ReadOnlySpan<float> right, ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weight, ReadOnlySpan<float> unknown, Span<float> target)
    {
        int x = 0, middle = stride, below = 2 * stride;
        if (Vector.IsHardwareAccelerated)
        {
            ref float v = ref MemoryMarshal.GetReference(values), w = ref MemoryMarshal.GetReference(weight);
            ref float b = ref MemoryMarshal.GetReference(right);
            ref float m = ref MemoryMarshal.GetReference(unknown), to = ref MemoryMarshal.GetReference(target);
            var twelfth = new Vector<float>(1 / 12f);
            for (; x <= target.Length - Vector<float>.Count; x += Vector<float>.Count)
            {
                var sides = Column(ref v, x, stride) + Column(ref v, x + 2, stride);
                var here = Vector.LoadUnsafe(ref v, (nuint)(middle + x + 1));
                // The column in the middle counts double and holds the cell itself, which is not its own neighbour.
                var ends = (Vector.LoadUnsafe(ref v, (nuint)(x + 1)) + Vector.LoadUnsafe(ref v, (nuint)(below + x + 1))) * 2f;
                var neighbours = Vector.LoadUnsafe(ref m, (nuint)x) * ((sides + ends) * twelfth);
                (Vector.LoadUnsafe(ref b, (nuint)x) + neighbours - (Vector.LoadUnsafe(ref w, (nuint)x) * here)).StoreUnsafe(ref to, (nuint)x);
            }
        }
        for (; x < target.Length; x++)
        {
            float sides = values[x] + values[below + x] + (2 * values[middle + x]) + values[x + 2] + values[below + x + 2] + (2 * values[middle + x + 2]);
            float neighbours = unknown[x] * ((sides + (2 * (values[x + 1] + values[below + x + 1]))) * (1 / 12f));
            target[x] = right[x] + neighbours - (weight[x] * values[middle + x + 1]);
        }
    }

    private static Vector<float> Column(ref float values, int x, int stride) =>
        Vector.LoadUnsafe(ref values, (nuint)x) + Vector.LoadUnsafe(ref values, (nuint)((2 * stride) + x)) + (Vector.LoadUnsafe(ref values, (nuint)(stride + x)) * 2f);
}
