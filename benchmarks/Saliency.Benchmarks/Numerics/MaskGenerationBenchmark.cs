using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>One RISE mask of 224×224 from a grid of 7×7: draws, enlarging and cut.</summary>
[MemoryDiagnoser]
public class MaskGenerationBenchmark : IKernelBenchmark
{
    private readonly GridMask _generator = new(BenchmarkData.Height, BenchmarkData.Width, 7, 7, 0.5, GridBorder.Mirror, 1);
    private readonly float[] _mask = new float[BenchmarkData.Pixels];
    private int _sample;

    string IKernelBenchmark.Name => "mask_generation";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarGridMask.Generate(1, _sample++, 7, 7, 0.5, GridBorder.Mirror, BenchmarkData.Height, BenchmarkData.Width, _mask);

    [Benchmark]
    public void Simd() => _generator.Generate(_sample++, _mask);
}
