using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>Eight masks of 224×224 added to sums in doubles.</summary>
[MemoryDiagnoser]
public class WeightedPlaneSumBenchmark : IKernelBenchmark
{
    private readonly float[] _masks = BenchmarkData.Masks(8);
    private readonly double[] _weights = [0.3, 0.1, 0.7, 0.2, 0.9, 0.4, 0.6, 0.5];
    private readonly double[] _sums = new double[BenchmarkData.Pixels];

    string IKernelBenchmark.Name => "weighted_plane_sum";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarWeightedPlaneSum.Add(_masks, _weights, _sums);

    [Benchmark]
    public void Simd() => WeightedPlaneSum.Add(_masks, _weights, _sums);
}
