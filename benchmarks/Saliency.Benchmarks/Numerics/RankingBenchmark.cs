using BenchmarkDotNet.Attributes;
using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Benchmarks.Numerics;

/// <summary>The pixels of a map of 224×224 in falling order.</summary>
[MemoryDiagnoser]
public class RankingBenchmark : IKernelBenchmark
{
    private readonly float[] _map = BenchmarkData.Floats(BenchmarkData.Pixels, 0);
    private readonly int[] _order = new int[BenchmarkData.Pixels];

    string IKernelBenchmark.Name => "ranking";

    [Benchmark(Baseline = true)]
    public void Scalar() => ScalarRanking.Descending(_map, _order);

    [Benchmark]
    public void Simd() => Ranking.Descending(_map, _order);
}
