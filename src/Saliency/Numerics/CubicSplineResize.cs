namespace Saliency.Numerics;

/// <summary>Resizes planes by the cubic B-spline through their values.</summary>
internal static class CubicSplineResize
{
    // Zeros around the source before the filter: scipy's number, after which the filter's answer has faded to 1e−7.
    private const int Margin = 12;

    // The pole of the cubic spline's recursive filter (Unser, Aldroubi, Eden: B-spline signal processing, IEEE Transactions on Signal Processing, 1993).
    private static readonly double s_pole = Math.Sqrt(3) - 2;

    /// <summary>Samples the spline at the centres of the target's pixels.</summary>
    /// <remarks>As scipy's <c>zoom</c> of order 3 with the mode "grid-constant": beyond the source lie zeros, and the spline bends towards them. The same size gives the same values.</remarks>
    /// <param name="source">Rows × columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="target">Receives its own rows × columns.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    public static void Apply(ReadOnlySpan<double> source, int height, int width, Span<double> target, int targetHeight, int targetWidth)
    {
        if (source.Length != height * width) throw new ArgumentException($"Expected {height * width} values, got {source.Length}.", nameof(source));
        if (target.Length != targetHeight * targetWidth) throw new ArgumentException($"Expected room for {targetHeight * targetWidth} values, got {target.Length}.", nameof(target));
        if (height == targetHeight && width == targetWidth)
        {
            source.CopyTo(target);
            return;
        }
        int rows = height + (2 * Margin), columns = width + (2 * Margin);
        var weights = new double[rows * columns];
        for (int y = 0; y < height; y++) source.Slice(y * width, width).CopyTo(weights.AsSpan(((y + Margin) * columns) + Margin));
        for (int y = Margin; y < height + Margin; y++) Prefilter(weights.AsSpan(y * columns, columns), 1, columns);
        for (int x = 0; x < columns; x++) Prefilter(weights.AsSpan(x), columns, rows);
        Tap[] down = Taps(height, targetHeight), across = Taps(width, targetWidth);
        var line = new double[columns];
        for (int y = 0; y < targetHeight; y++)
        {
            var row = target.Slice(y * targetWidth, targetWidth);
            for (int x = 0; x < columns; x++) line[x] = down[y].Of(weights, columns, x);
            for (int x = 0; x < targetWidth; x++) row[x] = across[x].Of(line, 1, 0);
        }
    }

    /// <summary>Values to the weights of the B-splines that sum to them: one filter forward, one backward.</summary>
    private static void Prefilter(Span<double> c, int stride, int count)
    {
        double z = s_pole, power = z, last = Math.Pow(z, count - 1);
        for (int i = 0; i < count; i++) c[i * stride] *= 6;
        double sum = c[0] + (last * c[(count - 1) * stride]);
        for (int i = 1; i < count - 1; i++, power *= z) sum += power * (c[i * stride] + (last * c[(count - 1 - i) * stride]));
        c[0] = sum / (1 - (last * last));
        for (int i = 1; i < count; i++) c[i * stride] += z * c[(i - 1) * stride];
        c[(count - 1) * stride] = ((z * c[(count - 2) * stride]) + c[(count - 1) * stride]) * z / ((z * z) - 1);
        for (int i = count - 2; i >= 0; i--) c[i * stride] = z * (c[(i + 1) * stride] - c[i * stride]);
    }

    private static Tap[] Taps(int length, int target)
    {
        var taps = new Tap[target];
        double step = (double)length / target;
        for (int k = 0; k < target; k++) taps[k] = Tap.At(((k + 0.5) * step) - 0.5 + Margin);
        return taps;
    }

    /// <summary>The four B-splines that reach a point, and their values there.</summary>
    private readonly record struct Tap(int First, double A, double B, double C, double D)
    {
        public static Tap At(double point)
        {
            int start = (int)Math.Floor(point);
            double t = point - start, u = 1 - t, a = u * u * u / 6, b = ((t * t * (t - 2) * 3) + 4) / 6, c = ((u * u * (u - 2) * 3) + 4) / 6;
            return new Tap(start - 1, a, b, c, 1 - a - b - c);
        }

        public double Of(ReadOnlySpan<double> values, int stride, int offset)
        {
            int i = (First * stride) + offset;
            return (A * values[i]) + (B * values[i + stride]) + (C * values[i + (2 * stride)]) + (D * values[i + (3 * stride)]);
        }
    }
}
