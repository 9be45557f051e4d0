using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>The removed pixels of an image as unknowns, and the operator that asks each to be the mean of its neighbours; with coarser grids of the same, down to one cell.</summary>
/// <remarks>
/// <para><c>(A v)_i = (Σ w_ij + e_i) · v_i − Σ w_ij · v_j</c> over the unknown neighbours j, w = 1/6 beside and 1/12 at the corners, e_i what the kept neighbours weigh;
/// v is 0 at kept pixels. A coarse cell stands for 2×2 cells, is unknown where one of them is, and its e is the sum of theirs.</para>
/// <para>Grids are held in rows with a margin of zeros: one cell before, one or more after, so that between the first and the last there are whole vectors; one row above, one below.
/// What is computed row by row and read by the next rows only is never stored: the grids of a photo are more than a core's own memory holds.</para>
/// </remarks>
internal sealed class HoleGrid : IDisposable
{
    // Σ w_ij + e_i, 0 at kept cells.
    private readonly float[] _weight;
    private readonly float[] _inverse;
    // Three rows of values, four of what they leave, one as wide as two coarse ones, and a coarse one.
    private readonly float[] _lines;
    private readonly HoleGrid? _coarser;

    /// <summary>The grid of a part of an image that holds the whole hole and the pixels around it, and its coarser ones.</summary>
    public HoleGrid(ImagePart part, ReadOnlySpan<bool> removed) : this(part.Height, part.Width)
    {
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                if (removed[part.At(y, x)]) _weight[At(y, x)] = (float)part.WeightOfNeighbours(y, x);
        _coarser = Finish();
    }

    private HoleGrid(HoleGrid finer) : this((finer.Height + 1) / 2, (finer.Width + 1) / 2)
    {
        // A of ones at the unknown cells is what the kept ones weigh.
        Span<float> ones = finer.Solution, weights = finer.Right;
        for (int i = 0; i < finer.Length; i++) ones[i] = finer._weight[i] > 0 ? 1 : 0;
        finer.Multiply(finer.Solution, finer.Right);
        for (int y = 0; y < finer.Height; y++)
            for (int x = 0; x < finer.Width; x++)
            {
                int from = finer.At(y, x), to = At(y / 2, x / 2);
                Solution[to] = Math.Max(Solution[to], ones[from]);
                Right[to] -= weights[from];
            }
        for (int y = 0; y < Height; y++) HoleRows.Sweep(RowsAround(Solution, y), Row(Right, y), Row(Solution, y), Row(_weight, y));
        _coarser = Finish();
    }

    private HoleGrid(int height, int width)
    {
        (Height, Width) = (height, width);
        Stride = Padded(width);
        Length = (height + 2) * Stride;
        (_weight, _inverse, Right, Solution) = (Rent(), Rent(), Rent(), Rent());
        int lines = (7 * Stride) + (3 * Padded((width + 1) / 2));
        _lines = ArrayPool<float>.Shared.Rent(lines);
        _lines.AsSpan(0, lines).Clear();
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Cells from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Cells with the margin.</summary>
    public int Length { get; }

    /// <summary>What <see cref="Precondition"/> reads.</summary>
    public float[] Right { get; }

    /// <summary>What <see cref="Precondition"/> writes: 0 at kept cells.</summary>
    public float[] Solution { get; }

    private Span<float> Wide => _lines.AsSpan(7 * Stride, 2 * Padded((Width + 1) / 2));

    /// <summary>Index of a cell.</summary>
    public int At(int y, int x) => ((y + 1) * Stride) + x + 1;

    /// <summary>A grid of zeros, from the pool.</summary>
    public float[] Rent()
    {
        var cells = ArrayPool<float>.Shared.Rent(Length);
        cells.AsSpan(0, Length).Clear();
        return cells;
    }

    /// <summary><c>product = −A · values</c>, 0 at kept cells. Where the values of kept cells are not 0, what A takes from them.</summary>
    public void Multiply(float[] values, float[] product)
    {
        for (int y = 0; y < Height; y++) HoleRows.Multiply(RowsAround(values, y), Row(_weight, y), Row(product, y));
    }

    /// <summary>Solves roughly for <see cref="Right"/>: one V-cycle, a symmetric positive operator.</summary>
    public void Precondition()
    {
        if (_coarser is null)
        {
            HoleRows.Start(Row(Right, 0), Row(_inverse, 0), Row(Solution, 0));
            return;
        }
        Restrict(_coarser);
        _coarser.Precondition();
        Line(-1).Clear();
        Correct(_coarser, 0);
        for (int y = 0; y < Height; y++)
        {
            Correct(_coarser, y + 1);
            HoleRows.Sweep(new(Line(y - 1), Line(y), Line(y + 1)), Row(Right, y), Row(_inverse, y), Row(Solution, y));
        }
    }

    public void Dispose()
    {
        foreach (var cells in (float[][])[_weight, _inverse, _lines, Right, Solution]) ArrayPool<float>.Shared.Return(cells);
        _coarser?.Dispose();
    }

    private static int Padded(int width) => ((width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count) + 2;

    private HoleGrid? Finish()
    {
        for (int i = 0; i < Length; i++) _inverse[i] = _weight[i] > 0 ? 1 / _weight[i] : 0;
        return Height > 1 || Width > 1 ? new HoleGrid(this) : null;
    }

    private Span<float> Row(float[] cells, int y) => cells.AsSpan((y + 1) * Stride, Stride);

    private HoleRows.Rows RowsAround(float[] cells, int y) => new(Row(cells, y - 1), Row(cells, y), Row(cells, y + 1));

    /// <summary>The place of a row of values while the next two are made.</summary>
    private Span<float> Line(int y) => _lines.AsSpan((y + 3) % 3 * Stride, Stride);

    /// <summary>The place of what a row leaves while the next three are made.</summary>
    private Span<float> Left(int y) => _lines.AsSpan((3 + (y & 3)) * Stride, Stride);

    /// <summary>Sweeps once from zero and gives the coarser grid what that leaves.</summary>
    private void Restrict(HoleGrid coarser)
    {
        Line(-1).Clear();
        Left(-1).Clear();
        Sweep(0);
        for (int y = 0; y <= 2 * coarser.Height; y++)
        {
            Sweep(y + 1);
            if (y < Height) HoleRows.Neighbours(new(Line(y - 1), Line(y), Line(y + 1)), Row(_inverse, y), Left(y));
            else Left(y).Clear();
            if (y == 0 || y % 2 != 0) continue;
            var sums = Wide[..Stride];
            TensorPrimitives.Add(Left(y - 2), Left(y - 1), sums);
            TensorPrimitives.MultiplyAdd(sums, 3, Left(y - 3), sums);
            TensorPrimitives.Add(sums, Left(y), sums);
            if (y == 2) TensorPrimitives.Add(sums, Left(0), sums);
            if (y == Height) TensorPrimitives.Add(sums, Left(y - 1), sums);
            GridTransfer.Restrict(Wide, Width, coarser.Row(coarser.Right, (y / 2) - 1));
        }

        void Sweep(int row)
        {
            if (row < Height) HoleRows.Start(Row(Right, row), Row(_inverse, row), Line(row));
            else Line(row).Clear();
        }
    }

    /// <summary>The same sweep again for one row, with the coarser grid's answer added.</summary>
    private void Correct(HoleGrid coarser, int y)
    {
        if (y == Height)
        {
            Line(y).Clear();
            return;
        }
        int own = y / 2, next = Math.Clamp(y % 2 == 0 ? own - 1 : own + 1, 0, coarser.Height - 1);
        GridTransfer.Prolong(coarser.Row(coarser.Solution, own), coarser.Row(coarser.Solution, next), coarser.Width, _lines.AsSpan((7 * Stride) + Wide.Length, coarser.Stride), Wide);
        HoleRows.Start(Row(Right, y), Row(_inverse, y), Wide, Line(y));
    }
}
