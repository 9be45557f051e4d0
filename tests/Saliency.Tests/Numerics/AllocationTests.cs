using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

/// <summary>What runs once per perturbation allocates nothing once its pools are warm.</summary>
public class AllocationTests
{
    private const int Side = 64;

    private static IEnumerable<TestCaseData> Kernels
    {
        get
        {
            var generator = new GridMask(Side, Side, 7, 7, 0.5, GridBorder.Mirror, 1);
            var wide = new GridMask(Side, Side, 20, 20, 0.5, GridBorder.Mirror, 1);
            float[] mask = new float[Side * Side], image = new float[3 * Side * Side], target = new float[3 * Side * Side];
            float[] kernel = GaussianKernel.Framed(11, 5), map = new float[49];
            double[] sums = new double[Side * Side], weights = [0.5];
            var order = new int[Side * Side];
            var removed = new bool[Side * Side];
            var pixels = new byte[3 * Side * Side];
            yield return new TestCaseData(() => generator.Generate(3, mask)) { TestName = "GridMask_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => wide.Generate(3, mask)) { TestName = "GridMask_LargeGrid_AllocatesNothing" };
            yield return new TestCaseData(() => MaskBlend.Apply(image, mask, target)) { TestName = "MaskBlend_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => MaskBlend.Apply(image, mask, image, target)) { TestName = "MaskBlend_Baseline_AllocatesNothing" };
            yield return new TestCaseData(() => PixelChoice.Apply(image, removed, target, target)) { TestName = "PixelChoice_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => WeightedPlaneSum.Add(mask, weights, sums)) { TestName = "WeightedPlaneSum_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => Bilinear.Resize(map, 7, 7, mask, Side, Side)) { TestName = "Bilinear_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => SeparableBlur.Apply(image, Side, Side, kernel, BlurBorder.Zero, target)) { TestName = "SeparableBlur_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => Ranking.Descending(mask, order)) { TestName = "Ranking_Steady_AllocatesNothing" };
            yield return new TestCaseData(() => PixelPlanes.FromRgb(pixels, map.AsSpan(0, 3), map.AsSpan(3, 3), false, image)) { TestName = "PixelPlanes_Steady_AllocatesNothing" };
        }
    }

    [TestCaseSource(nameof(Kernels))]
    public void Kernel_Steady_AllocatesNothing(Action kernel)
    {
        // A collection in between may empty the pools, so the least of several attempts counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 4 && least > 0; attempt++)
        {
            kernel();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++) kernel();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.That(least, Is.Zero);
    }
}
