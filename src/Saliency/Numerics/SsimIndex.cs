using System.Buffers;
using System.Numerics;

namespace Saliency.Numerics;

/// <summary>The mean structural similarity of two maps over all windows that lie wholly inside.</summary>
internal static class SsimIndex
{
    /// <summary>Side of a window.</summary>
    public const int Window = 7;

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
        return Mean(a, b, height, width, Window, range);
    }

    /// <summary>The same over windows of 7 values that follow one another.</summary>
    /// <param name="a">At least 7 values.</param>
    /// <param name="b">As many.</param>
    /// <param name="range">R, above 0.</param>
    public static double MeanOfLine(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double range)
    {
        if (a.Length < Window) throw new ArgumentException($"Expected at least {Window} values, got {a.Length}.", nameof(a));
        return Mean(a, b, 1, a.Length, 1, range);
    }

    private static double Mean(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int height, int width, int rows, double range)
    {
        if (a.Length != height * width || b.Length != a.Length) throw new ArgumentException($"Expected {height * width} values, got {a.Length} and {b.Length}.", nameof(b));
        if (!(range > 0)) throw new ArgumentOutOfRangeException(nameof(range), range, "Expected a range above 0.");
        var formula = new Formula(rows * Window, range);
        // Σa, Σb, Σ(a² + b²), Σab of each column over a window's rows; and a row before the first ones, to be taken away where there is none.
        var rented = ArrayPool<double>.Shared.Rent(4 * width);
        var sums = rented.AsSpan(0, 4 * width);
        sums.Clear();
        ReadOnlySpan<float> nothing = new float[width];
        double sum = 0;
        for (int y = 0; y < height; y++)
        {
            int old = y - rows;
            Slide(a.Slice(y * width, width), b.Slice(y * width, width), old < 0 ? nothing : a.Slice(old * width, width), old < 0 ? nothing : b.Slice(old * width, width), sums);
            if (old >= -1) sum += formula.SumOver(sums, width);
        }
        ArrayPool<double>.Shared.Return(rented);
        return sum / (height - rows + 1) / (width - Window + 1);
    }

    /// <summary>Adds the terms of a row to the columns' sums and takes away those of another.</summary>
    private static void Slide(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> oldA, ReadOnlySpan<float> oldB, Span<double> sums)
    {
        int width = a.Length, x = 0;
        Span<double> first = sums[..width], second = sums.Slice(width, width), squares = sums.Slice(2 * width, width), products = sums.Slice(3 * width, width);
        for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> newA = new(a[x..]), newB = new(b[x..]), goneA = new(oldA[x..]), goneB = new(oldB[x..]);
            Slide(Vector.WidenLower(newA), Vector.WidenLower(newB), Vector.WidenLower(goneA), Vector.WidenLower(goneB), first[x..], second[x..], squares[x..], products[x..]);
            int half = x + Vector<double>.Count;
            Slide(Vector.WidenUpper(newA), Vector.WidenUpper(newB), Vector.WidenUpper(goneA), Vector.WidenUpper(goneB), first[half..], second[half..], squares[half..], products[half..]);
        }
        for (; x < width; x++)
        {
            double na = a[x], nb = b[x], oa = oldA[x], ob = oldB[x];
            first[x] += na - oa;
            second[x] += nb - ob;
            squares[x] += (na * na) + (nb * nb) - ((oa * oa) + (ob * ob));
            products[x] += (na * nb) - (oa * ob);
        }
    }

    private static void Slide(Vector<double> a, Vector<double> b, Vector<double> oldA, Vector<double> oldB, Span<double> first, Span<double> second, Span<double> squares, Span<double> products)
    {
        (new Vector<double>(first) + (a - oldA)).CopyTo(first);
        (new Vector<double>(second) + (b - oldB)).CopyTo(second);
        (new Vector<double>(squares) + ((a * a) + (b * b) - ((oldA * oldA) + (oldB * oldB)))).CopyTo(squares);
        (new Vector<double>(products) + ((a * b) - (oldA * oldB))).CopyTo(products);
    }

    /// <summary>The similarity of windows of so many values.</summary>
    private readonly struct Formula(int values, double range)
    {
        private readonly double _share = 1.0 / values;
        private readonly double _unbiased = 1.0 / (values - 1);
        private readonly double _first = 0.01 * range * 0.01 * range;
        private readonly double _second = 0.03 * range * 0.03 * range;

        /// <summary>The sum of the similarities of all windows over the columns whose sums are given.</summary>
        public double SumOver(ReadOnlySpan<double> sums, int width)
        {
            ReadOnlySpan<double> a = sums[..width], b = sums.Slice(width, width), squares = sums.Slice(2 * width, width), products = sums.Slice(3 * width, width);
            int x = 0, count = width - Window + 1;
            var total = Vector<double>.Zero;
            for (; x <= count - Vector<double>.Count; x += Vector<double>.Count)
                total += Similarity(Seven(a[x..]), Seven(b[x..]), Seven(squares[x..]), Seven(products[x..]));
            double sum = Vector.Sum(total);
            for (; x < count; x++)
                sum += Similarity(new(SevenOf(a, x)), new(SevenOf(b, x)), new(SevenOf(squares, x)), new(SevenOf(products, x)))[0];
            return sum;
        }

        private static Vector<double> Seven(ReadOnlySpan<double> sums)
        {
            // Their ends are within the columns: seven and a vector's length less one.
            var sum = new Vector<double>(sums);
            for (int i = 1; i < Window; i++) sum += new Vector<double>(sums[i..]);
            return sum;
        }

        private static double SevenOf(ReadOnlySpan<double> sums, int x)
        {
            double sum = 0;
            foreach (double column in sums.Slice(x, Window)) sum += column;
            return sum;
        }

        private Vector<double> Similarity(Vector<double> a, Vector<double> b, Vector<double> squares, Vector<double> products)
        {
            var meanProduct = a * b * (_share * _share);
            var meanSquares = ((a * a) + (b * b)) * (_share * _share);
            var covariance = (products - (a * b * _share)) * _unbiased;
            var variances = (squares - (((a * a) + (b * b)) * _share)) * _unbiased;
            var (c1, c2) = (new Vector<double>(_first), new Vector<double>(_second));
            return ((meanProduct * 2) + c1) * ((covariance * 2) + c2) / ((meanSquares + c1) * (variances + c2));
        }
    }
}
