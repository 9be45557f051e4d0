using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>A mask made of few parameters: each spreads by a kernel, and at a pixel the largest wins, softly.</summary>
/// <remarks>
/// <para>With p_k on a grid of every step-th pixel, d_k the distance to it and w_k = exp(−2·max(0, d_k/σ − ½)²): <c>v_k = w_k·p_k</c>, <c>m = Σ v_k·e^(c·v_k) / Σ e^(c·v_k)</c> with the coldness
/// c = 20, over the (2r + 1)² grid points around a pixel, r = 1 + ⌈σ/step⌉; points beyond the image are 0. Values are 0..1 for parameters of 0..1.</para>
/// <para>Fong, Patrick, Vedaldi: Understanding deep networks via extremal perturbations and smooth masks. ICCV 2019; kernel and coldness by the authors' code.</para>
/// </remarks>
internal sealed class SmoothMask
{
    private const float Coldness = 20;

    private readonly int _height, _width, _step, _radius, _rows, _columns;

    // [row within a step, grid row, grid column, pixel of a row]: the weights repeat every step.
    private readonly float[] _weights;
    private readonly float[] _normalizers;

    public SmoothMask(int height, int width, int step, double sigma)
    {
        (_height, _width, _step, _radius) = (height, width, step, 1 + (int)Math.Ceiling(sigma / step));
        (_rows, _columns) = ((height + step - 1) / step, (width + step - 1) / step);
        Parameters = new float[_rows * _columns];
        Array.Fill(Parameters, 1);
        Values = new float[height * width];
        _normalizers = new float[Values.Length];
        _weights = new float[step * Side * Side * width];
        for (int i = 0; i < _weights.Length; i++)
        {
            var (x, kx, ky, y) = (i % width % step, i / width % Side, i / width / Side % Side, i / width / Side / Side);
            double away = Math.Max(0, (double.Hypot(y - ((ky - _radius) * step), x - ((kx - _radius) * step)) / sigma) - 0.5);
            _weights[i] = (float)Math.Exp(-2 * away * away);
        }
    }

    /// <summary>Rows × columns of the grid, all 1 at first; to be changed, then <see cref="Generate"/>.</summary>
    public float[] Parameters { get; }

    /// <summary>H×W values.</summary>
    public float[] Values { get; }

    private int Side => (2 * _radius) + 1;

    /// <summary>Makes the mask of its parameters.</summary>
    public void Generate(int threads)
    {
        Array.Clear(Values);
        Array.Clear(_normalizers);
        Parallel.For(0, _rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            Visit(row, (_, _, pixels, _, v, e) =>
            {
                Span<float> sum = Values.AsSpan(pixels, _width), normalizer = _normalizers.AsSpan(pixels, _width);
                TensorPrimitives.MultiplyAdd(v, e, sum, sum);
                TensorPrimitives.Add(normalizer, e, normalizer);
            });
            var own = Pixels(row);
            TensorPrimitives.Divide(Values.AsSpan(own), _normalizers.AsSpan(own), Values.AsSpan(own));
        });
    }

    /// <summary>Turns a derivative by the values into one by the parameters: ∂m/∂p_k = w_k·e^(c·v_k)/Σe · (1 + c·(v_k − m)).</summary>
    /// <param name="byValue">H×W.</param>
    /// <param name="threads">How many may work at the same time; the sums are the same.</param>
    public double[] PullBack(float[] byValue, int threads)
    {
        // What each row of parameters' pixels say, apart: added up in one order.
        var parts = new double[_rows][];
        Parallel.For(0, _rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            double[] part = parts[row] = new double[Parameters.Length];
            Visit(row, (gridRow, shift, pixels, weights, v, e) =>
            {
                TensorPrimitives.Subtract(v, Values.AsSpan(pixels, _width), v);
                TensorPrimitives.Multiply(v, Coldness, v);
                TensorPrimitives.Add(v, 1, v);
                TensorPrimitives.Multiply(v, e, v);
                TensorPrimitives.Multiply(v, weights, v);
                TensorPrimitives.Multiply(v, byValue.AsSpan(pixels, _width), v);
                TensorPrimitives.Divide(v, _normalizers.AsSpan(pixels, _width), v);
                for (int column = 0; column < _columns; column++)
                {
                    if ((uint)(column + shift) >= (uint)_columns || (uint)gridRow >= (uint)_rows) continue;
                    part[(gridRow * _columns) + column + shift] += TensorPrimitives.Sum<float>(v[(column * _step)..Math.Min(_width, (column + 1) * _step)]);
                }
            });
        });
        var sum = new double[Parameters.Length];
        foreach (double[] part in parts) TensorPrimitives.Add(sum, part, sum);
        return sum;
    }

    private delegate void Row(int gridRow, int shift, int pixels, ReadOnlySpan<float> weights, Span<float> v, ReadOnlySpan<float> e);

    /// <summary>Visits the rows of pixels that belong to a row of the grid, each with every point of the grid around.</summary>
    private void Visit(int row, Row visit)
    {
        var rented = ArrayPool<float>.Shared.Rent(3 * _width);
        Span<float> p = rented.AsSpan(0, _width), v = rented.AsSpan(_width, _width), e = rented.AsSpan(2 * _width, _width);
        for (int ky = 0; ky < Side; ky++)
            for (int kx = 0; kx < Side; kx++)
            {
                int gridRow = row + ky - _radius, shift = kx - _radius;
                bool outside = (uint)gridRow >= (uint)_rows;
                for (int column = 0; column < _columns; column++)
                {
                    float value = outside || (uint)(column + shift) >= (uint)_columns ? 0 : Parameters[(gridRow * _columns) + column + shift];
                    p[(column * _step)..Math.Min(_width, (column + 1) * _step)].Fill(value);
                }
                for (int y = row * _step; y < Math.Min(_height, (row + 1) * _step); y++)
                {
                    var weights = _weights.AsSpan((((((y % _step) * Side) + ky) * Side) + kx) * _width, _width);
                    TensorPrimitives.Multiply(weights, p, v);
                    TensorPrimitives.Multiply(v, Coldness, e);
                    TensorPrimitives.Exp<float>(e, e);
                    visit(gridRow, shift, y * _width, weights, v, e);
                }
            }
        ArrayPool<float>.Shared.Return(rented);
    }

    private Range Pixels(int row) => (row * _step * _width)..(Math.Min(_height, (row + 1) * _step) * _width);
}
