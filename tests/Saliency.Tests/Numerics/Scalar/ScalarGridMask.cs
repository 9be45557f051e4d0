using Saliency.Numerics;

namespace Saliency.Tests.Numerics.Scalar;

/// <summary>RISE's masks as plain loops.</summary>
internal static class ScalarGridMask
{
    public static void Generate(ReadOnlySpan<float> grid, int gridRows, int gridColumns, int shiftRow, int shiftColumn, GridBorder border,
        int height, int width, Span<float> mask)
    {
        int cellHeight = (height + gridRows - 1) / gridRows, cellWidth = (width + gridColumns - 1) / gridColumns;
        double stepY = gridRows / ((gridRows + 1.0) * cellHeight), stepX = gridColumns / ((gridColumns + 1.0) * cellWidth);
        ScalarBilinear.Resample(grid, gridRows, gridColumns, mask, height, width, stepY * shiftRow, stepY, stepX * shiftColumn, stepX, border);
    }

    public static void Generate(ulong seed, int sample, int gridRows, int gridColumns, double keepProbability, GridBorder border, int height, int width, Span<float> mask)
    {
        var random = new CounterRandom(seed, (ulong)sample);
        var grid = new float[gridRows * gridColumns];
        for (int i = 0; i < grid.Length; i++) grid[i] = random.NextUInt32() < keepProbability * 4294967296.0 ? 1 : 0;
        int shiftRow = random.NextInt((height + gridRows - 1) / gridRows), shiftColumn = random.NextInt((width + gridColumns - 1) / gridColumns);
        Generate(grid, gridRows, gridColumns, shiftRow, shiftColumn, border, height, width, mask);
    }
}
