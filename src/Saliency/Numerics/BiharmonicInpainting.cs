using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Fills a hole so that the Laplacian of the Laplacian is 0 in it: a smooth surface that goes on from the levels and the slopes around it.</summary>
/// <remarks>
/// <para>With L the grid's Laplacian (<see cref="GridLaplacian"/>), U the removed pixels and K the kept ones: <c>(L²)_UU · v = −(L²)_UK · k</c>. L is symmetric, so that v
/// is the filling of the least Σ (L v)² and the matrix is positive definite as long as a pixel is kept.</para>
/// <para>Conjugate gradients, preconditioned by <c>(L_UU)⁻²</c>, which is the inverse but for the rim of the hole: two V-cycles of multigrid (<see cref="HoleGrid"/>).
/// At 224×224 up to about 90 steps, the most where a large hole reaches the border of the image.</para>
/// </remarks>
internal static class BiharmonicInpainting
{
    // Of the range of the kept values. What the V-cycles make of the residual is about the error that is left.
    private const double Accuracy = 1e-6;
    private const int MostSteps = 1000;

    /// <summary>Fills the removed pixels of every plane, clipped to the range of its kept ones.</summary>
    /// <param name="removed">H×W, at least one of them kept.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="planes">C planes of H×W values; kept pixels are read, removed ones written.</param>
    public static void Fill(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes)
    {
        var part = ImagePart.OfHole(removed, height, width, planes, 2);
        using var grid = new HoleGrid(part, removed);
        int cells = part.Height * part.Width;
        double[] unknown = ArrayPool<double>.Shared.Rent(cells), filled = ArrayPool<double>.Shared.Rent(cells), work = ArrayPool<double>.Shared.Rent(4 * cells);
        for (int i = 0; i < cells; i++) unknown[i] = removed[part.At(i / part.Width, i % part.Width)] ? 1 : 0;
        for (int start = 0; start < planes.Length; start += removed.Length)
            FillPlane(grid, part, removed, planes.Slice(start, removed.Length), unknown.AsSpan(0, cells), filled.AsSpan(0, cells), work);
        foreach (var rented in (double[][])[unknown, filled, work]) ArrayPool<double>.Shared.Return(rented);
    }

    private static void FillPlane(HoleGrid grid, ImagePart part, ReadOnlySpan<bool> removed, Span<float> plane, ReadOnlySpan<double> unknown, Span<double> filled, Span<double> work)
    {
        // In units of the kept values' range, from its middle, so that neither level nor scale costs digits.
        var (low, high) = Kept(removed, plane);
        double middle = (low + high) / 2, unit = high > low ? high - low : 1;
        for (int i = 0; i < filled.Length; i++) filled[i] = unknown[i] > 0 ? 0 : (plane[part.At(i / part.Width, i % part.Width)] - middle) / unit;
        Solve(grid, unknown, filled, work);
        for (int i = 0; i < filled.Length; i++)
            if (unknown[i] > 0) plane[part.At(i / part.Width, i % part.Width)] = (float)Math.Clamp(middle + (unit * filled[i]), low, high);
    }

    private static void Solve(HoleGrid grid, ReadOnlySpan<double> unknown, Span<double> filled, Span<double> work)
    {
        int cells = filled.Length;
        Span<double> residual = work[..cells], direction = work.Slice(cells, cells), answer = work.Slice(2 * cells, cells), laplacian = work.Slice(3 * cells, cells);
        Twice(filled, unknown, grid.Width, laplacian, residual);
        TensorPrimitives.Negate(residual, residual);
        direction.Clear();
        double before = 1;
        for (int step = 0; step < MostSteps; step++)
        {
            Precondition(grid, residual, answer);
            if (Math.Abs(TensorPrimitives.MaxMagnitude<double>(answer)) <= Accuracy) break;
            double now = TensorPrimitives.Dot<double>(residual, answer);
            TensorPrimitives.MultiplyAdd(direction, now / before, answer, direction);
            before = now;
            var product = answer;
            Twice(direction, unknown, grid.Width, laplacian, product);
            // d · L²d = |L d|², as L is symmetric.
            double length = now / TensorPrimitives.SumOfSquares<double>(laplacian);
            TensorPrimitives.MultiplyAdd(direction, length, filled, filled);
            TensorPrimitives.MultiplyAdd(product, -length, residual, residual);
        }
    }

    private static void Twice(ReadOnlySpan<double> values, ReadOnlySpan<double> unknown, int width, Span<double> laplacian, Span<double> product)
    {
        GridLaplacian.Apply(values, width, laplacian);
        GridLaplacian.Apply(laplacian, width, product);
        TensorPrimitives.Multiply(product, unknown, product);
    }

    private static void Precondition(HoleGrid grid, ReadOnlySpan<double> residual, Span<double> answer)
    {
        int width = grid.Width;
        for (int y = 0; y < grid.Height; y++) TensorPrimitives.ConvertTruncating(residual.Slice(y * width, width), grid.Right.AsSpan(grid.At(y, 0), width));
        grid.Precondition();
        grid.Solution.AsSpan(0, grid.Length).CopyTo(grid.Right);
        grid.Precondition();
        // On smooth values the grid's operator is a third of −L: twice, a ninth.
        for (int y = 0; y < grid.Height; y++)
        {
            var row = answer.Slice(y * width, width);
            TensorPrimitives.ConvertTruncating<float, double>(grid.Solution.AsSpan(grid.At(y, 0), width), row);
            TensorPrimitives.Divide(row, 9, row);
        }
    }

    private static (double Low, double High) Kept(ReadOnlySpan<bool> removed, ReadOnlySpan<float> plane)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < plane.Length; i++)
            if (!removed[i]) (low, high) = (Math.Min(low, plane[i]), Math.Max(high, plane[i]));
        return (low, high);
    }
}
