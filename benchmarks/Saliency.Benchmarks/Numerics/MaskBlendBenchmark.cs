using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>An image of three planes mixed with a baseline by one mask.</summary>
/// <remarks>Side 28 fits a first-level cache and shows the arithmetic; side 224 moves 2 MB a call and shows the caches behind it.</remarks>
[MemoryDiagnoser]
public class MaskBlendBenchmark : IKernelBenchmark
{
    private float[] _image = [], _baseline = [], _mask = [], _target = [];

    public MaskBlendBenchmark() : this(28) { }

    internal MaskBlendBenchmark(int side)
    {
        Side = side;
        Setup();
    }

    [Params(28, 224)]
    public int Side { get; set; }

    string IKernelBenchmark.Name => Side == 28 ? "mask_blend" : $"mask_blend_{Side}";

    [GlobalSetup]
    public void Setup()
    {
        int pixels = Side * Side;
        (_image, _baseline) = (BenchmarkData.Floats(3 * pixels, 0), BenchmarkData.Floats(3 * pixels, 1));
        (_mask, _target) = (BenchmarkData.Masks(1)[..pixels], new float[3 * pixels]);
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarMaskBlend.Apply(_image, _mask, _baseline, _target);

    [Benchmark]
    public void Simd() => MaskBlend.Apply(_image, _mask, _baseline, _target);
}
