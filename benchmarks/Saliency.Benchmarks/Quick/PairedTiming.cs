using System.Diagnostics;

namespace Saliency.Benchmarks.Quick;

/// <summary>Times two ways to do the same thing in turns, so that a busy moment of the machine hits both.</summary>
internal static class PairedTiming
{
    private const int Rounds = 31;
    private const double WarmUpSeconds = 0.6;
    private const double RoundSeconds = 0.015;

    /// <summary>The median seconds per call of each.</summary>
    public static (double First, double Second) Measure(Action first, Action second)
    {
        int firstCalls = WarmUp(first), secondCalls = WarmUp(second);
        var (firstTimes, secondTimes) = (new double[Rounds], new double[Rounds]);
        for (int i = 0; i < Rounds; i++)
        {
            firstTimes[i] = Time(first, firstCalls);
            secondTimes[i] = Time(second, secondCalls);
        }
        return (Clock.Median(firstTimes), Clock.Median(secondTimes));
    }

    /// <summary>Calls until the compiler's last tier is in place; returns how many calls fill a round.</summary>
    private static int WarmUp(Action action)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalSeconds < WarmUpSeconds) Time(action, 10);
        return Math.Max(1, (int)(RoundSeconds / Time(action, 10)));
    }

    private static double Time(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
