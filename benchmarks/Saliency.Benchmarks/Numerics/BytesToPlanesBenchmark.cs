using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>A picture of 224×224 pixels to normalised planes.</summary>
[MemoryDiagnoser]
public class BytesToPlanesBenchmark : IKernelBenchmark
{
    private static readonly float[] Scale = [0.017125f, 0.017507f, 0.017429f];
    private static readonly float[] Shift = [-2.1179f, -2.0357f, -1.8044f];
    private readonly byte[] _pixels = Array.ConvertAll(BenchmarkData.Floats(3 * BenchmarkData.Pixels, 0), v => (byte)Math.Clamp(128 + (50 * v), 0, 255));
    private readonly float[] _planes = new float[3 * BenchmarkData.Pixels];

    string IKernelBenchmark.Name => "bytes_to_planes";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarPixelPlanes.FromRgb(_pixels, Scale, Shift, blueFirst: false, _planes);

    [Benchmark]
    public void Simd() => PixelPlanes.FromRgb(_pixels, Scale, Shift, blueFirst: false, _planes);
}
