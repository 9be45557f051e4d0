using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Fills a hole so that every pixel in it is the weighted mean of its neighbours: the linear system of ROAD's imputation.</summary>
/// <remarks>Conjugate gradients, preconditioned by a V-cycle of multigrid (<see cref="HoleGrid"/>): about ten steps whatever the size and shape of the hole.</remarks>
internal static class NeighbourMeans
{
    // Of the range of the kept values. A V-cycle's answer to the residual is about the error that is left, and the last one is added.
    private const float Accuracy = 1e-5f;
    private const int MostSteps = 200;

    /// <summary>Fills the removed pixels of every plane.</summary>
    /// <param name="removed">H×W, at least one of them kept.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="planes">C planes of H×W values; kept pixels are read, removed ones written.</param>
    public static void Fill(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes)
    {
        var part = ImagePart.OfHole(removed, height, width, planes);
        using var grid = new HoleGrid(part, removed);
        float[] direction = grid.Rent(), product = grid.Rent(), filled = grid.Rent();
        for (int start = 0; start < planes.Length; start += removed.Length)
        {
            FillPlane(grid, part, removed, planes.Slice(start, removed.Length), direction, product, filled);
        }
        foreach (var cells in (float[][])[direction, product, filled]) ArrayPool<float>.Shared.Return(cells);
    }

    private static void FillPlane(HoleGrid grid, ImagePart part, ReadOnlySpan<bool> removed, Span<float> plane, float[] directions, float[] products, float[] fillings)
    {
        // Unknown is the difference from the mean of what is kept, so that a level far from 0 costs no digits.
        var (mean, range) = Kept(removed, plane);
        Span<float> residual = grid.Right.AsSpan(0, grid.Length), answer = grid.Solution.AsSpan(0, grid.Length);
        Span<float> direction = directions.AsSpan(0, grid.Length), product = products.AsSpan(0, grid.Length), filled = fillings.AsSpan(0, grid.Length);
        filled.Clear();
        for (int y = 0; y < grid.Height; y++)
            for (int x = 0; x < grid.Width; x++)
                if (!removed[part.At(y, x)]) filled[grid.At(y, x)] = plane[part.At(y, x)] - mean;
        // What A takes from the kept values is the right side. Then they are out of the way.
        grid.Multiply(fillings, grid.Right);
        filled.Clear();
        direction.Clear();
        double before = 1;
        for (int step = 0; step < MostSteps; step++)
        {
            grid.Precondition();
            if (Math.Abs(TensorPrimitives.MaxMagnitude<float>(answer)) <= Accuracy * range) break;
            double now = Dot(grid, residual, answer);
            TensorPrimitives.MultiplyAdd(direction, (float)(now / before), answer, direction);
            before = now;
            grid.Multiply(directions, products);
            float length = (float)(now / -Dot(grid, direction, product));
            TensorPrimitives.MultiplyAdd(direction, length, filled, filled);
            TensorPrimitives.MultiplyAdd(product, length, residual, residual);
        }
        TensorPrimitives.Add(filled, answer, filled);
        for (int y = 0; y < grid.Height; y++)
            for (int x = 0; x < grid.Width; x++)
                if (removed[part.At(y, x)]) plane[part.At(y, x)] = filled[grid.At(y, x)] + mean;
    }

    private static (float Mean, float Range) Kept(ReadOnlySpan<bool> removed, ReadOnlySpan<float> plane)
    {
        double sum = 0;
        int count = 0;
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < plane.Length; i++)
        {
            if (removed[i]) continue;
            sum += plane[i];
            count++;
            (low, high) = (Math.Min(low, plane[i]), Math.Max(high, plane[i]));
        }
        return ((float)(sum / count), high - low);
    }

    /// <summary>Row by row, the rows' sums in doubles.</summary>
    private static double Dot(HoleGrid grid, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int y = 0; y < grid.Height; y++)
            sum += TensorPrimitives.Dot(a.Slice(grid.At(y, 0), grid.Width), b.Slice(grid.At(y, 0), grid.Width));
        return sum;
    }
}
