namespace Saliency.Tests.Gradients.Tables;

/// <summary>Relevance through one layer, slowly: the layer is a matrix in doubles, every rule a double loop over its entries as published.</summary>
internal sealed record DenseLayer(double[,] W, double[] B)
{
    private const double Stabilizer = 1e-6;

    /// <summary>The matrix of a convolution over one image of C×H×W, stride 1, padded so that the size stays.</summary>
    public static DenseLayer OfConvolution(float[] kernel, float[] bias, int outputs, int channels, int size, int height, int width)
    {
        var w = new double[outputs * height * width, channels * height * width];
        for (int o = 0; o < outputs; o++)
            for (int c = 0; c < channels; c++)
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        for (int dy = 0; dy < size; dy++)
                            for (int dx = 0; dx < size; dx++)
                            {
                                int fromY = y + dy - (size / 2), fromX = x + dx - (size / 2);
                                if (fromY < 0 || fromX < 0 || fromY >= height || fromX >= width) continue;
                                w[(((o * height) + y) * width) + x, (((c * height) + fromY) * width) + fromX] = kernel[(((((o * channels) + c) * size) + dy) * size) + dx];
                            }
        return new DenseLayer(w, [.. Enumerable.Range(0, outputs * height * width).Select(j => (double)bias[j / (height * width)])]);
    }

    public double[] Forward(double[] x) => Sums((j, i) => x[i] * W[j, i], j => B[j]);

    public double[] Epsilon(double[] x, double[] r, double epsilon, bool bias = true) =>
        Shared(r, (j, i) => x[i] * W[j, i], Sums((j, i) => x[i] * W[j, i], j => bias ? B[j] : 0), epsilon);

    public double[] AlphaBeta(double[] x, double[] r, double alpha, double beta, bool bias = true)
    {
        double Plus(int j, int i) => Math.Max(0, x[i] * W[j, i]);
        double Minus(int j, int i) => Math.Min(0, x[i] * W[j, i]);
        double[] plus = Shared(r, Plus, Sums(Plus, j => bias ? Math.Max(0, B[j]) : 0), Stabilizer), minus = Shared(r, Minus, Sums(Minus, j => bias ? Math.Min(0, B[j]) : 0), Stabilizer);
        return [.. plus.Zip(minus, (p, m) => (alpha * p) - (beta * m))];
    }

    // The general form: where z is positive, positive contributions count 1 + γ, where it is negative, negative ones do.
    public double[] Gamma(double[] x, double[] r, double gamma, bool bias = true)
    {
        double[] z = Sums((j, i) => x[i] * W[j, i], j => bias ? B[j] : 0), relevance = new double[x.Length];
        for (int j = 0; j < z.Length; j++)
        {
            int sign = Math.Sign(z[j]);
            double Weighed(double part) => part * (Math.Sign(part) == sign ? 1 + gamma : 1);
            double divisor = (bias ? Weighed(B[j]) : 0) + Enumerable.Range(0, x.Length).Sum(i => Weighed(x[i] * W[j, i]));
            for (int i = 0; i < x.Length; i++) relevance[i] += Weighed(x[i] * W[j, i]) / Stable(divisor, Stabilizer) * r[j];
        }
        return relevance;
    }

    public double[] Box(double[] x, double[] r, double low, double high)
    {
        double Part(int j, int i) => (x[i] * W[j, i]) - (low * Math.Max(0, W[j, i])) - (high * Math.Min(0, W[j, i]));
        return Shared(r, Part, Sums(Part, _ => 0), Stabilizer);
    }

    public double[] Square(double[] r) => Shared(r, (j, i) => W[j, i] * W[j, i], Sums((j, i) => W[j, i] * W[j, i], _ => 0), Stabilizer);

    public double[] Flat(double[] r) => Shared(r, (j, i) => W[j, i] != 0 ? 1 : 0, Sums((j, i) => W[j, i] != 0 ? 1 : 0, _ => 0), Stabilizer);

    private double[] Sums(Func<int, int, double> part, Func<int, double> bias) =>
        [.. Enumerable.Range(0, W.GetLength(0)).Select(j => bias(j) + Enumerable.Range(0, W.GetLength(1)).Sum(i => part(j, i)))];

    private double[] Shared(double[] r, Func<int, int, double> part, double[] divisors, double epsilon) =>
        [.. Enumerable.Range(0, W.GetLength(1)).Select(i => Enumerable.Range(0, r.Length).Sum(j => part(j, i) / Stable(divisors[j], epsilon) * r[j]))];

    private static double Stable(double divisor, double epsilon) => divisor + (divisor < 0 ? -epsilon : epsilon);
}
