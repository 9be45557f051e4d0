using System.Numerics.Tensors;
using static System.FormattableString;

namespace Saliency.Rendering;

/// <summary>Which values of a map take the lowest and the highest colour.</summary>
/// <remarks>Values beyond take the end's colour. A map without a range (all values equal) takes the lowest colour everywhere,
/// in a symmetric range the colour of its one value: the middle when it is 0.</remarks>
public sealed class ValueRange
{
    private readonly Func<ReadOnlySpan<float>, (double Low, double High)> _rule;

    private ValueRange(string name, Func<ReadOnlySpan<float>, (double Low, double High)> rule)
    {
        Name = name;
        _rule = rule;
    }

    /// <summary>From the smallest to the largest value.</summary>
    public static ValueRange MinMax { get; } = new("min to max", Extremes);

    /// <summary>The range in words.</summary>
    public string Name { get; }

    /// <summary>Without the extremes on both sides, so that one hot pixel does not darken all others.</summary>
    /// <param name="percentile">The upper end, above 50 and up to 100, in percent of the pixels; the lower end is <c>100 − percentile</c>.
    /// Interpolated linearly between pixels. When both ends fall on the same value (a map with few non-zero pixels), as <see cref="MinMax"/>.</param>
    public static ValueRange Clipped(double percentile = 99)
    {
        if (!(percentile is > 50 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "Expected a percentile above 50 and up to 100.");
        return new ValueRange(Invariant($"{100 - percentile:0.###} % to {percentile:0.###} %"), values =>
        {
            var sorted = values.ToArray();
            Array.Sort(sorted);
            var range = (Low: Percentile(sorted, 100 - percentile), High: Percentile(sorted, percentile));
            return range.Low < range.High ? range : Extremes(values);
        });
    }

    /// <summary>From −m to m, so that zero is in the middle: for signed maps and diverging colours.</summary>
    /// <param name="percentile">m is this percentile of the absolute values, above 0 and up to 100; 100 is the largest.
    /// When that percentile is 0, m is the largest.</param>
    public static ValueRange Symmetric(double percentile = 100)
    {
        if (!(percentile is > 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "Expected a percentile above 0 and up to 100.");
        return new ValueRange(Invariant($"symmetric at {percentile:0.###} %"), values =>
        {
            var sorted = values.ToArray();
            TensorPrimitives.Abs(sorted, sorted);
            Array.Sort(sorted);
            double m = Percentile(sorted, percentile);
            if (m == 0) m = sorted[^1];
            return m == 0 ? (-1, 1) : (-m, m);
        });
    }

    /// <summary>Two given values, so that several maps share one scale.</summary>
    /// <param name="low">Takes the lowest colour.</param>
    /// <param name="high">Takes the highest colour; above <paramref name="low"/>.</param>
    public static ValueRange Fixed(double low, double high)
    {
        if (!(double.IsFinite(low) && double.IsFinite(high) && low < high))
            throw new ArgumentException($"Expected two finite values, the lower first, got {low} and {high}.", nameof(high));
        return new ValueRange(Invariant($"{low} to {high}"), _ => (low, high));
    }

    /// <summary>The range in words.</summary>
    public override string ToString() => Name;

    /// <summary>The map with its values moved to 0..1, ready for a colour map.</summary>
    internal SaliencyMap Scale(SaliencyMap map)
    {
        var (low, high) = _rule(map.Values);
        var scaled = new float[map.Values.Length];
        if (high > low)
        {
            for (int i = 0; i < scaled.Length; i++)
                scaled[i] = (float)Math.Clamp((map.Values[i] - low) / (high - low), 0, 1);
        }
        return new SaliencyMap(map.Height, map.Width, scaled, map.Origin);
    }

    private static (double Low, double High) Extremes(ReadOnlySpan<float> values) =>
        (TensorPrimitives.Min(values), TensorPrimitives.Max(values));

    private static double Percentile(float[] sorted, double percentile)
    {
        double at = percentile / 100 * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * ((double)sorted[above] - sorted[below]));
    }
}
