using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>RISE'\''s blur, 11×11 with σ 5, of an image of 3×224×224.</summary>
[MemoryDiagnoser]
public class BlurBenchmark : IKernelBenchmark
{
    private readonly float[] _image = BenchmarkData.Floats(3 * BenchmarkData.Pixels, 0);
    private readonly float[] _kernel = GaussianKernel.Framed(11, 5);
    private readonly float[] _target = new float[3 * BenchmarkData.Pixels];

    string IKernelBenchmark.Name => "blur";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarBlur.Apply(_image, BenchmarkData.Height, BenchmarkData.Width, _kernel, BlurBorder.Zero, _target);

    [Benchmark]
    public void Simd() => SeparableBlur.Apply(_image, BenchmarkData.Height, BenchmarkData.Width, _kernel, BlurBorder.Zero, _target);
}
