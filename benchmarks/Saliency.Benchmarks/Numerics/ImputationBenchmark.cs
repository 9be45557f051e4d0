using BenchmarkDotNet.Attributes;
using Saliency.Numerics;

namespace Saliency.Benchmarks.Numerics;

/// <summary>ROAD's imputation of half of an image of 3×224×224: conjugate gradients alone against multigrid before them.</summary>
[MemoryDiagnoser]
public class ImputationBenchmark : IKernelBenchmark
{
    private readonly float[] _image = BenchmarkData.Floats(3 * BenchmarkData.Pixels, 0);
    private readonly float[] _values = new float[3 * BenchmarkData.Pixels];
    private readonly bool[] _removed = new bool[BenchmarkData.Pixels];

    public ImputationBenchmark()
    {
        // A disc in the middle: the widest hole that half of the pixels can make.
        for (int i = 0; i < _removed.Length; i++)
        {
            double y = (i / BenchmarkData.Width) - ((BenchmarkData.Height - 1) / 2.0), x = (i % BenchmarkData.Width) - ((BenchmarkData.Width - 1) / 2.0);
            _removed[i] = (y * y) + (x * x) < _removed.Length / (2 * Math.PI);
        }
    }

    string IKernelBenchmark.Name => "imputation";

    [Benchmark(Baseline = true)]
    public void Scalar()
    {
        _image.CopyTo(_values, 0);
        for (int plane = 0; plane < _values.Length; plane += _removed.Length) PlainGradients(_values.AsSpan(plane, _removed.Length));
    }

    [Benchmark]
    public void Simd()
    {
        _image.CopyTo(_values, 0);
        NeighbourMeans.Fill(_removed, BenchmarkData.Height, BenchmarkData.Width, _values);
    }

    private void PlainGradients(Span<float> plane)
    {
        int n = plane.Length;
        double[] x = new double[n], r = new double[n], p = new double[n], q = new double[n];
        for (int i = 0; i < n; i++) x[i] = _removed[i] ? 0 : plane[i];
        Multiply(x, r);
        for (int i = 0; i < n; i++) p[i] = r[i] = _removed[i] ? -r[i] : 0;
        Array.Clear(x);
        double rr = Dot(r, r), first = rr;
        while (rr > 1e-14 * first)
        {
            Multiply(p, q);
            double length = rr / Dot(p, q);
            for (int i = 0; i < n; i++) (x[i], r[i]) = (x[i] + (length * p[i]), r[i] - (length * q[i]));
            double next = Dot(r, r);
            for (int i = 0; i < n; i++) p[i] = r[i] + (next / rr * p[i]);
            rr = next;
        }
        for (int i = 0; i < n; i++)
            if (_removed[i]) plane[i] = (float)x[i];
    }

    private void Multiply(double[] v, double[] target)
    {
        int height = BenchmarkData.Height, width = BenchmarkData.Width;
        for (int i = 0; i < v.Length; i++)
        {
            target[i] = 0;
            if (!_removed[i]) continue;
            int y = i / width, x = i % width;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                {
                    if ((dy == 0 && dx == 0) || (uint)(y + dy) >= (uint)height || (uint)(x + dx) >= (uint)width) continue;
                    double weight = dy == 0 || dx == 0 ? 1 / 6.0 : 1 / 12.0;
                    target[i] += weight * (v[i] - v[i + (dy * width) + dx]);
                }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
