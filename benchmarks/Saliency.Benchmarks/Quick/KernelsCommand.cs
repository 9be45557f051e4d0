using System.Globalization;
using Saliency.Benchmarks.Numerics;

namespace Saliency.Benchmarks.Quick;

/// <summary>Each vector kernel against its plain loops, in seconds per call.</summary>
internal sealed class KernelsCommand : IQuickCommand
{
    public string Name => "kernels";

    public string Usage => "kernels            each vector kernel against its plain loops: kernel NAME scalar=S simd=S speedup=R (seconds per call)";

    public int Run(string[] arguments)
    {
        IKernelBenchmark[] kernels =
        [
            new MaskGenerationBenchmark(), new BilinearUpsamplingBenchmark(), new MaskBlendBenchmark(28), new MaskBlendBenchmark(224), new WeightedPlaneSumBenchmark(),
            new BlurBenchmark(), new BytesToPlanesBenchmark(), new RankingBenchmark(), new ImputationBenchmark(),
        ];
        foreach (var kernel in kernels)
        {
            var (scalar, simd) = PairedTiming.Measure(kernel.Scalar, kernel.Simd);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kernel {kernel.Name} scalar={scalar:G4} simd={simd:G4} speedup={scalar / simd:F2}"));
        }
        return 0;
    }
}
