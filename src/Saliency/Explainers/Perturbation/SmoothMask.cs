using System.Buffers;
using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>A mask made of few parameters: each spreads by a kernel, and at a pixel the largest wins, softly.</summary>
/// <remarks>
/// <para>With p_k on a grid of every step-th pixel, d_k the distance to it and w_k = exp(−2·max(0, d_k/σ − ½)²): <c>v_k = w_k·p_k</c>, <c>m = Σ v_k·e^(c·v_k) / Σ e^(c·v_k)</c> with the
/// coldness c = 20, over the (2r + 1)² grid points around a pixel, r = 1 + ⌈σ/step⌉; points beyond the image are 0. Values are 0..1 for parameters of 0..1. The mask is made of a
/// margin of at least σ around the image, too, into which it spills: who counts its area there does not favour the image's border.</para>
/// <para>Fong, Patrick, Vedaldi: Understanding deep networks via extremal perturbations and smooth masks. ICCV 2019; kernel and coldness by the authors' code.</para>
/// </remarks>
internal sealed class SmoothMask
{
    private const float Coldness = 20;

    private readonly int _height, _width, _step, _radius, _rows, _columns, _margin;

    // [row within a step, grid row, grid column, pixel of a row]: the weights repeat every step. Height and width here are those with the margin.
    private readonly float[] _weights;
    private readonly float[] _normalizers;

    public SmoothMask(int height, int width, int step, double sigma)
    {
        // In points of the grid, so that one lies on the image's first pixel.
        _margin = (int)Math.Ceiling(sigma / step);
        (_height, _width, _step, _radius) = (height + (2 * _margin * step), width + (2 * _margin * step), step, 1 + _margin);
        (_rows, _columns) = ((height + step - 1) / step, (width + step - 1) / step);
        Parameters = new float[_rows * _columns];
        Array.Fill(Parameters, 1);
        Values = new float[height * width];
        Spilt = new float[_height * _width];
        _normalizers = new float[Spilt.Length];
        _weights = new float[step * Side * Side * _width];
        for (int i = 0; i < _weights.Length; i++)
        {
            var (x, kx, ky, y) = (i % _width % step, i / _width % Side, i / _width / Side % Side, i / _width / Side / Side);
            double away = Math.Max(0, (double.Hypot(y - ((ky - _radius) * step), x - ((kx - _radius) * step)) / sigma) - 0.5);
            _weights[i] = (float)Math.Exp(-2 * away * away);
        }
    }

    /// <summary>Rows × columns of the grid, all 1 at first; to be changed, then <see cref="Generate"/>.</summary>
    public float[] Parameters { get; }

    /// <summary>H×W values.</summary>
    public float[] Values { get; }

    /// <summary>The same with the margin around them.</summary>
    public float[] Spilt { get; }

    private int Side => (2 * _radius) + 1;

    private int Width => _width - (2 * _margin * _step);

    /// <summary>Makes the mask of its parameters.</summary>
    public void Generate(int threads)
    {
        Array.Clear(Spilt);
        Array.Clear(_normalizers);
        Parallel.For(0, Bands, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            Visit(row, (_, _, pixels, _, v, e) =>
            {
                Span<float> sum = Spilt.AsSpan(pixels, _width), normalizer = _normalizers.AsSpan(pixels, _width);
                TensorPrimitives.MultiplyAdd(v, e, sum, sum);
                TensorPrimitives.Add(normalizer, e, normalizer);
            });
            var own = Pixels(row);
            TensorPrimitives.Divide(Spilt.AsSpan(own), _normalizers.AsSpan(own), Spilt.AsSpan(own));
        });
        for (int start = 0; start < Values.Length; start += Width) Spilt.AsSpan(Place(start), Width).CopyTo(Values.AsSpan(start));
    }

    /// <summary>Turns a derivative by the values into one by the parameters: ∂m/∂p_k = w_k·e^(c·v_k)/Σe · (1 + c·(v_k − m)).</summary>
    /// <param name="byValue">By the values, H×W.</param>
    /// <param name="bySpilt">By those with the margin; receives the sum of both.</param>
    /// <param name="threads">How many may work at the same time; the sums are the same.</param>
    public double[] PullBack(float[] byValue, float[] bySpilt, int threads)
    {
        for (int start = 0; start < byValue.Length; start += Width)
        {
            var row = bySpilt.AsSpan(Place(start), Width);
            TensorPrimitives.Add(row, byValue.AsSpan(start, Width), row);
        }
        // What each band of pixels says, apart: added up in one order.
        var parts = new double[Bands][];
        Parallel.For(0, Bands, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            double[] part = parts[row] = new double[Parameters.Length];
            Visit(row, (gridRow, shift, pixels, weights, v, e) =>
            {
                if ((uint)gridRow >= (uint)_rows) return;
                TensorPrimitives.Subtract(v, Spilt.AsSpan(pixels, _width), v);
                TensorPrimitives.Multiply(v, Coldness, v);
                TensorPrimitives.Add(v, 1, v);
                TensorPrimitives.Multiply(v, e, v);
                TensorPrimitives.Multiply(v, weights, v);
                TensorPrimitives.Multiply(v, bySpilt.AsSpan(pixels, _width), v);
                TensorPrimitives.Divide(v, _normalizers.AsSpan(pixels, _width), v);
                for (int column = Math.Max(0, -shift); column < _columns - shift && column * _step < _width; column++)
                    part[(gridRow * _columns) + column + shift] += TensorPrimitives.Sum<float>(v[(column * _step)..Math.Min(_width, (column + 1) * _step)]);
            });
        });
        var sum = new double[Parameters.Length];
        foreach (double[] part in parts) TensorPrimitives.Add(sum, part, sum);
        return sum;
    }

    private delegate void Row(int gridRow, int shift, int pixels, ReadOnlySpan<float> weights, Span<float> v, ReadOnlySpan<float> e);

    /// <summary>Rows of the grid over the whole height, the margin's too.</summary>
    private int Bands => (_height + _step - 1) / _step;

    /// <summary>Visits the rows of pixels that belong to a row of the grid, each with every point of the grid around; a shift is from a pixel's column of the grid to the point's.</summary>
    private void Visit(int row, Row visit)
    {
        var rented = ArrayPool<float>.Shared.Rent(3 * _width);
        Span<float> p = rented.AsSpan(0, _width), v = rented.AsSpan(_width, _width), e = rented.AsSpan(2 * _width, _width);
        for (int ky = 0; ky < Side; ky++)
            for (int kx = 0; kx < Side; kx++)
            {
                int gridRow = row - _margin + ky - _radius, shift = kx - _radius - _margin;
                bool outside = (uint)gridRow >= (uint)_rows, dark = true;
                for (int column = 0; column * _step < _width; column++)
                {
                    float value = outside || (uint)(column + shift) >= (uint)_columns ? 0 : Parameters[(gridRow * _columns) + column + shift];
                    p[(column * _step)..Math.Min(_width, (column + 1) * _step)].Fill(value);
                    dark &= value == 0;
                }
                for (int y = row * _step; y < Math.Min(_height, (row + 1) * _step); y++)
                {
                    var weights = _weights.AsSpan((((((y % _step) * Side) + ky) * Side) + kx) * _width, _width);
                    TensorPrimitives.Multiply(weights, p, v);
                    TensorPrimitives.Multiply(v, Coldness, e);
                    // Most of the grid is dark in the end, and e⁰ need not be computed.
                    if (dark) e.Fill(1);
                    else TensorPrimitives.Exp<float>(e, e);
                    visit(gridRow, shift, y * _width, weights, v, e);
                }
            }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Where a pixel of the image lies among those with the margin.</summary>
    private int Place(int pixel) => (((pixel / Width) + (_margin * _step)) * _width) + (pixel % Width) + (_margin * _step);

    private Range Pixels(int row) => (row * _step * _width)..(Math.Min(_height, (row + 1) * _step) * _width);
}
