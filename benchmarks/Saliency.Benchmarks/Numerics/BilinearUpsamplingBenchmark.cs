using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>A map of 14×14 enlarged to 224×224.</summary>
[MemoryDiagnoser]
public class BilinearUpsamplingBenchmark : IKernelBenchmark
{
    private readonly float[] _map = BenchmarkData.Floats(14 * 14, 0);
    private readonly float[] _target = new float[BenchmarkData.Pixels];

    string IKernelBenchmark.Name => "bilinear_upsampling";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarBilinear.Resample(_map, 14, 14, _target, BenchmarkData.Height, BenchmarkData.Width, 0, 14.0 / BenchmarkData.Height, 0, 14.0 / BenchmarkData.Width, GridBorder.Clamp);

    [Benchmark]
    public void Simd() => Bilinear.Resize(_map, 14, 14, _target, BenchmarkData.Height, BenchmarkData.Width);
}
