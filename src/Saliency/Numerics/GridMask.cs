using System.Buffers;

namespace Saliency.Numerics;

/// <summary>Soft random masks: a small grid of zeros and ones, enlarged smoothly and cut out at a random place.</summary>
/// <remarks>
/// <para>With cell = ⌈size / cells⌉ per axis, a grid of r×c is enlarged bilinearly (half-pixel centres) to ((r+1)·cell rows) × ((c+1)·cell columns),
/// and height × width of it, shifted by less than a cell, are the mask. Values lie in 0..1; 1 keeps a pixel.</para>
/// <para>Petsiuk, Das, Saenko: RISE, BMVC 2018. Safe for concurrent calls; nothing is allocated per mask.</para>
/// </remarks>
internal sealed class GridMask
{
    private readonly ulong _seed;
    private readonly ulong _keepBelow;
    private readonly BilinearTap[] _rows;
    private readonly BilinearTap[] _columns;

    /// <summary>Prepares masks of one size.</summary>
    /// <param name="height">Rows of a mask, at least 1.</param>
    /// <param name="width">Columns of a mask, at least 1.</param>
    /// <param name="gridRows">Cells from top to bottom, at least 1.</param>
    /// <param name="gridColumns">Cells from left to right, at least 1.</param>
    /// <param name="keepProbability">Chance of a cell to be 1; 0..1.</param>
    /// <param name="border">What lies beyond the outer cells: <see cref="GridBorder.Mirror"/> as in the authors' code, or <see cref="GridBorder.Clamp"/>.</param>
    /// <param name="seed">Chooses the masks: mask i depends on (seed, i) alone.</param>
    public GridMask(int height, int width, int gridRows, int gridColumns, double keepProbability, GridBorder border, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridColumns, 1);
        if (!(keepProbability >= 0 && keepProbability <= 1))
            throw new ArgumentOutOfRangeException(nameof(keepProbability), keepProbability, "Expected a probability between 0 and 1.");
        (Height, Width, GridRows, GridColumns, _seed) = (height, width, gridRows, gridColumns, seed);
        (CellHeight, CellWidth) = (((height - 1) / gridRows) + 1, ((width - 1) / gridColumns) + 1);
        _keepBelow = (ulong)Math.Round(keepProbability * 4294967296.0);

        // The taps of everything a shift can reach, made once: a shift only says where in them to begin.
        _rows = new BilinearTap[Height + CellHeight - 1];
        BilinearTap.Fill(0, gridRows / ((gridRows + 1.0) * CellHeight), gridRows, border, _rows);
        _columns = new BilinearTap[Width + CellWidth - 1];
        BilinearTap.Fill(0, gridColumns / ((gridColumns + 1.0) * CellWidth), gridColumns, border, _columns);
    }

    /// <summary>Rows of a mask.</summary>
    public int Height { get; }

    /// <summary>Columns of a mask.</summary>
    public int Width { get; }

    /// <summary>Cells from top to bottom.</summary>
    public int GridRows { get; }

    /// <summary>Cells from left to right.</summary>
    public int GridColumns { get; }

    /// <summary>Rows by which a mask is shifted at most, exclusive: ⌈height / rows of the grid⌉.</summary>
    public int CellHeight { get; }

    /// <summary>Columns by which a mask is shifted at most, exclusive.</summary>
    public int CellWidth { get; }

    /// <summary>Writes mask number <paramref name="sample"/>.</summary>
    /// <param name="sample">The mask's number; with the seed it decides everything.</param>
    /// <param name="mask">Height × width values.</param>
    public void Generate(int sample, Span<float> mask)
    {
        var random = new CounterRandom(_seed, (ulong)sample);
        int cells = GridRows * GridColumns;
        float[]? rented = cells > 256 ? ArrayPool<float>.Shared.Rent(cells) : null;
        Span<float> grid = rented is null ? stackalloc float[cells] : rented.AsSpan(0, cells);
        for (int i = 0; i < grid.Length; i++) grid[i] = random.NextUInt32() < _keepBelow ? 1f : 0f;
        int shiftRow = random.NextInt(CellHeight), shiftColumn = random.NextInt(CellWidth);
        Generate(grid, shiftRow, shiftColumn, mask);
        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Writes the mask of a given grid at a given shift.</summary>
    /// <param name="grid">Rows × columns of the grid, row after row; any values.</param>
    /// <param name="shiftRow">0..<see cref="CellHeight"/> − 1.</param>
    /// <param name="shiftColumn">0..<see cref="CellWidth"/> − 1.</param>
    /// <param name="mask">Height × width values.</param>
    public void Generate(ReadOnlySpan<float> grid, int shiftRow, int shiftColumn, Span<float> mask)
    {
        if (grid.Length != GridRows * GridColumns) throw new ArgumentException($"Expected a grid of {GridRows}×{GridColumns} cells, got {grid.Length} values.", nameof(grid));
        if (mask.Length != Height * Width) throw new ArgumentException($"Expected room for {Height}×{Width} values, got {mask.Length}.", nameof(mask));
        if ((uint)shiftRow >= (uint)CellHeight) throw new ArgumentOutOfRangeException(nameof(shiftRow), shiftRow, $"Expected a shift of 0..{CellHeight - 1} rows.");
        if ((uint)shiftColumn >= (uint)CellWidth) throw new ArgumentOutOfRangeException(nameof(shiftColumn), shiftColumn, $"Expected a shift of 0..{CellWidth - 1} columns.");

        var buffer = ArrayPool<float>.Shared.Rent(GridRows * Width);
        for (int r = 0; r < GridRows; r++)
            BilinearTap.Expand(grid.Slice(r * GridColumns, GridColumns), _columns.AsSpan(shiftColumn, Width), buffer.AsSpan(r * Width, Width));
        for (int y = 0; y < Height; y++)
        {
            var (top, bottom, share) = _rows[shiftRow + y];
            RowBlend.Apply(buffer.AsSpan(top * Width, Width), buffer.AsSpan(bottom * Width, Width), share, mask.Slice(y * Width, Width));
        }
        ArrayPool<float>.Shared.Return(buffer);
    }
}
