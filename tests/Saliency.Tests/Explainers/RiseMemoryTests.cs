using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Models;

namespace Saliency.Tests.Explainers;

/// <summary>RISE makes, uses and folds its masks: neither memory nor garbage grows with their number.</summary>
public class RiseMemoryTests
{
    // Masks of 96×96: all 8000 together would take 295 MB, the masked images three times that.
    private const int Side = 96;

    private OnnxModel _model = null!;
    private ModelInput _input = null!;

    [OneTimeSetUp]
    public void Load()
    {
        // One stride of 8 pixels and a mean: a run costs next to nothing.
        _model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N", Side).Bytes(), new OnnxModelOptions { Device = Device.Cpu, InputSize = (Side, Side) });
        _input = new ModelInput(_model.InputShape, [.. Enumerable.Range(0, _model.InputShape.Length).Select(i => MathF.Sin(i))]);
        Explain(100);
    }

    [OneTimeTearDown]
    public void Free() => _model?.Dispose();

    [Test]
    public void Explain_EightThousandMasks_PeakOfAHundred()
    {
        var few = Explain(100);
        var many = Explain(8000);
        const long Allowed = 100L << 20;
        Assert.That(many.Managed - few.Managed, Is.LessThan(Allowed), "managed bytes");
        Assert.That(many.Process - few.Process, Is.LessThan(Allowed), "bytes of the process");
    }

    [Test]
    public void Explain_FurtherMasks_AllocateLessThanABytePerPixelRow()
    {
        // What is left is a run's own: a few objects of ONNX Runtime for each batch of 32.
        double perMask = (Allocated(3300) - Allocated(100)) / 3200.0;
        TestContext.Out.WriteLine($"{perMask:F1} bytes for each mask");
        Assert.That(perMask, Is.LessThan(Side));
    }

    private long Allocated(int masks)
    {
        long before = GC.GetTotalAllocatedBytes(true);
        Explain(masks, watch: false);
        return GC.GetTotalAllocatedBytes(true) - before;
    }

    private (long Managed, long Process) Explain(int masks, bool watch = true)
    {
        var peak = new Peak();
        new Rise(_model, new RiseOptions { MaskCount = masks }).Explain(_input, Target.Predicted, new RunContext { BatchSize = 32, Progress = watch ? peak : null });
        return (peak.Managed, peak.Process);
    }

    /// <summary>The most memory that was in use after a batch.</summary>
    private sealed class Peak : IProgress<RunProgress>
    {
        public long Managed { get; private set; }

        public long Process { get; private set; }

        public void Report(RunProgress value)
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            Managed = Math.Max(Managed, GC.GetTotalMemory(false));
            Process = Math.Max(Process, process.WorkingSet64);
        }
    }
}
