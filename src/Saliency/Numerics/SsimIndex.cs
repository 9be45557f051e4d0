using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>The mean structural similarity of two maps over all windows that lie wholly inside.</summary>
internal static class SsimIndex
{
    /// <summary>Side of a window.</summary>
    public const int Window = 7;

    private const int Sums = 4;

    /// <summary>Mean of <c>(2 μa μb + C1)(2 σab + C2) / ((μa² + μb² + C1)(σa² + σb² + C2))</c> over windows of 7×7 equal weights, unbiased (co)variances,
    /// C1 = (0.01 R)², C2 = (0.03 R)².</summary>
    /// <param name="a">H×W values.</param>
    /// <param name="b">H×W values.</param>
    /// <param name="height">Rows, at least 7.</param>
    /// <param name="width">Columns, at least 7.</param>
    /// <param name="range">R, above 0.</param>
    public static double Mean(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int height, int width, double range)
    {
        if (height < Window || width < Window) throw new ArgumentException($"Expected at least {Window}×{Window} values, got {height}×{width}.", nameof(height));
        if (a.Length != height * width || b.Length != a.Length) throw new ArgumentException($"Expected {height * width} values, got {a.Length} and {b.Length}.", nameof(b));
        if (!(range > 0)) throw new ArgumentOutOfRangeException(nameof(range), range, "Expected a range above 0.");
        double first = 0.01 * range * 0.01 * range, second = 0.03 * range * 0.03 * range;
        // Σa, Σb, Σ(a² + b²), Σab of each column over seven rows, then of each window; and what one row adds.
        var rented = ArrayPool<double>.Shared.Rent(3 * Sums * width);
        Span<double> columns = rented.AsSpan(0, Sums * width), row = rented.AsSpan(Sums * width, Sums * width), windows = rented.AsSpan(2 * Sums * width, Sums * width);
        columns.Clear();
        double sum = 0;
        for (int y = 0; y < height; y++)
        {
            Terms(a.Slice(y * width, width), b.Slice(y * width, width), row);
            TensorPrimitives.Add(columns, row, columns);
            if (y < Window - 1) continue;
            Across(columns, width, windows, row);
            sum += RowSum(windows, width, first, second);
            int old = y - Window + 1;
            Terms(a.Slice(old * width, width), b.Slice(old * width, width), row);
            TensorPrimitives.Subtract(columns, row, columns);
        }
        ArrayPool<double>.Shared.Return(rented);
        return sum / (height - Window + 1) / (width - Window + 1);
    }

    private static void Terms(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> terms)
    {
        int width = a.Length;
        Span<double> first = terms[..width], second = terms.Slice(width, width);
        TensorPrimitives.ConvertTruncating(a, first);
        TensorPrimitives.ConvertTruncating(b, second);
        Span<double> squares = terms.Slice(2 * width, width), products = terms.Slice(3 * width, width);
        TensorPrimitives.Multiply(first, first, squares);
        TensorPrimitives.MultiplyAdd(second, second, squares, squares);
        TensorPrimitives.Multiply(first, second, products);
    }

    /// <summary>Sums of seven neighbours, by way of two and of four; what runs over the end of one kind of sum into the next is not read.</summary>
    private static void Across(ReadOnlySpan<double> columns, int width, Span<double> windows, Span<double> spare)
    {
        int count = columns.Length - Window + 1;
        Span<double> pairs = spare[..(columns.Length - 1)], sums = windows[..count];
        TensorPrimitives.Add(columns[..^1], columns[1..], pairs);
        TensorPrimitives.Add<double>(pairs[..count], pairs[2..][..count], sums);
        TensorPrimitives.Add<double>(sums, pairs[4..][..count], sums);
        TensorPrimitives.Add(sums, columns[6..], sums);
    }

    private static double RowSum(ReadOnlySpan<double> windows, int width, double first, double second)
    {
        ReadOnlySpan<double> a = windows[..width], b = windows.Slice(width, width), squares = windows.Slice(2 * width, width), products = windows.Slice(3 * width, width);
        int x = 0, count = width - Window + 1;
        var sums = Vector<double>.Zero;
        for (; x <= count - Vector<double>.Count; x += Vector<double>.Count)
            sums += Similarity(new Vector<double>(a[x..]), new Vector<double>(b[x..]), new Vector<double>(squares[x..]), new Vector<double>(products[x..]), first, second);
        double sum = Vector.Sum(sums);
        for (; x < count; x++)
            sum += Similarity(new Vector<double>(a[x]), new Vector<double>(b[x]), new Vector<double>(squares[x]), new Vector<double>(products[x]), first, second)[0];
        return sum;
    }

    private static Vector<double> Similarity(Vector<double> a, Vector<double> b, Vector<double> squares, Vector<double> products, double first, double second)
    {
        const double Share = 1.0 / (Window * Window), Unbiased = 1.0 / ((Window * Window) - 1);
        var meanProduct = a * b * (Share * Share);
        var meanSquares = ((a * a) + (b * b)) * (Share * Share);
        var covariance = (products - (a * b * Share)) * Unbiased;
        var variances = (squares - (((a * a) + (b * b)) * Share)) * Unbiased;
        var c1 = new Vector<double>(first);
        var c2 = new Vector<double>(second);
        return ((meanProduct * 2) + c1) * ((covariance * 2) + c2) / ((meanSquares + c1) * (variances + c2));
    }
}
