using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>The Laplacian of a grid: what the cells beside a cell hold, less as many times its own value.</summary>
internal static class GridLaplacian
{
    /// <summary><c>target_i = Σ (v_j − v_i)</c> over the up to four cells j beside i: at the border the grid is reflected.</summary>
    /// <remarks>Symmetric, and 0 for a constant. Applied twice it weighs the cells around one away from the border by 20, −8 beside, 2 at the corners and 1 two cells off.</remarks>
    /// <param name="values">Rows of <paramref name="width"/> cells.</param>
    /// <param name="width">Cells of a row.</param>
    /// <param name="target">As many; not the same place.</param>
    public static void Apply(ReadOnlySpan<double> values, int width, Span<double> target)
    {
        for (int start = 0; start < values.Length; start += width)
        {
            var row = values.Slice(start, width);
            var to = target.Slice(start, width);
            var above = start > 0 ? values.Slice(start - width, width) : row;
            var below = start + width < values.Length ? values.Slice(start + width, width) : row;
            TensorPrimitives.Add(above, below, to);
            TensorPrimitives.Add(to[1..], row[..^1], to[1..]);
            TensorPrimitives.Add(to[..^1], row[1..], to[..^1]);
            to[0] += row[0];
            to[^1] += row[^1];
            TensorPrimitives.MultiplyAdd(row, -4, to, to);
        }
    }
}
