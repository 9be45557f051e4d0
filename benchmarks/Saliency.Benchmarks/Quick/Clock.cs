using System.Diagnostics;

namespace Saliency.Benchmarks.Quick;

/// <summary>Wall time, and the middle of many times.</summary>
internal static class Clock
{
    public static double Seconds(Action act)
    {
        long start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(IReadOnlyList<double> times) => times.Order().ElementAt(times.Count / 2);
}
