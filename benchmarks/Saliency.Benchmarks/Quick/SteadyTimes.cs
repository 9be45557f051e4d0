namespace Saliency.Benchmarks.Quick;

/// <summary>Times one thing again and again, once the compiler's last tier is in place.</summary>
/// <param name="Sorted">Seconds of each call, rising.</param>
internal sealed record SteadyTimes(IReadOnlyList<double> Sorted)
{
    private const double WarmUpSeconds = 0.6, Seconds = 0.4;
    private const int EnoughCalls = 60;

    public double Median => Sorted[Sorted.Count / 2];

    /// <summary>What a busy machine leaves of the truth.</summary>
    public double Least => Sorted[0];

    public static SteadyTimes Of(Action act)
    {
        WarmUp(act);
        var times = new List<double>();
        for (double spent = 0; times.Count < 3 || spent < Seconds; spent += times[^1]) times.Add(Clock.Seconds(act));
        times.Sort();
        return new SteadyTimes(times);
    }

    /// <summary>Calls for a while, and then until there were calls enough, each of which the compiler counts; what takes seconds needs one.</summary>
    public static void WarmUp(Action act)
    {
        double spent = 0;
        for (int calls = 0; spent < 5 * WarmUpSeconds && (spent < WarmUpSeconds || calls < EnoughCalls); calls++) spent += Clock.Seconds(act);
    }
}
