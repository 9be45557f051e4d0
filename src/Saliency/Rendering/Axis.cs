using System.Collections.Immutable;
using System.Globalization;

namespace Saliency.Rendering;

/// <summary>One axis of a plot: its ends and the round numbers that are labelled.</summary>
internal sealed class Axis
{
    private readonly string _format;

    private Axis(double low, double high, double step)
    {
        (Low, High) = (low, high);
        // A shade of slack, for 0.1 + 0.2 must still count as 0.3.
        long first = (long)Math.Ceiling((low / step) - 1e-6), last = (long)Math.Floor((high / step) + 1e-6);
        Ticks = [.. Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(i => (first + i) * step)];
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        _format = largest >= 1e6 || decimals > 4 ? "0.##e0;−0.##e0;0" : decimals == 0 ? "0" : "0." + new string('0', decimals);
    }

    public double Low { get; }

    public double High { get; }

    public ImmutableArray<double> Ticks { get; }

    /// <summary>An axis that ends exactly where it is told.</summary>
    public static Axis Exactly(double low, double high, int mostTicks) => new(low, high, Step(high - low, mostTicks));

    /// <summary>An axis whose ends are moved out to round numbers.</summary>
    public static Axis Rounded(double low, double high, int mostTicks)
    {
        double step = Step(high - low, mostTicks);
        return new Axis(Math.Floor((low / step) + 1e-6) * step, Math.Ceiling((high / step) - 1e-6) * step, step);
    }

    public string Label(double tick) => tick.ToString(_format, CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>Where a value lies between the ends: 0 to 1, beyond them outside.</summary>
    public double Share(double value) => (value - Low) / (High - Low);

    // 1, 2 or 5 times a power of ten.
    private static double Step(double extent, int mostTicks)
    {
        double least = extent / Math.Max(1, mostTicks), power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 5])
            if (factor * power >= least * (1 - 1e-9)) return factor * power;
        return 10 * power;
    }
}
