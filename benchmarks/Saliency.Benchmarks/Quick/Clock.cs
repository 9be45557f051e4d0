using System.Diagnostics;

namespace Saliency.Benchmarks.Quick;

/// <summary>Wall time.</summary>
internal static class Clock
{
    public static double Seconds(Action act)
    {
        long start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
