namespace Saliency.Benchmarks.Numerics;

/// <summary>A kernel and its plain loops on the same data, for BenchmarkDotNet and for the quick command alike.</summary>
internal interface IKernelBenchmark
{
    /// <summary>What the quick command calls it.</summary>
    string Name { get; }

    /// <summary>The plain loops.</summary>
    void Scalar();

    /// <summary>The kernel.</summary>
    void Simd();
}
