using System.Diagnostics;

namespace Saliency.Benchmarks.Quick;

/// <summary>The highest working set of this process while it lives, sampled every 10 ms.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory() => _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(10));

    public long Megabytes
    {
        get
        {
            Sample();
            return Interlocked.Read(ref _peak) >> 20;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        using var process = Process.GetCurrentProcess();
        long now = process.WorkingSet64;
        for (long peak = Interlocked.Read(ref _peak); now > peak; peak = Interlocked.Read(ref _peak))
            if (Interlocked.CompareExchange(ref _peak, now, peak) == peak) break;
    }
}
