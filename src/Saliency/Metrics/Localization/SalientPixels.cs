using System.Globalization;

namespace Saliency.Metrics;

/// <summary>Which pixels of a map count as salient.</summary>
public sealed class SalientPixels
{
    private readonly Func<SaliencyMap, Mask> _select;
    private readonly string _words;

    private SalientPixels(Func<SaliencyMap, Mask> select, string words) => (_select, _words) = (select, words);

    /// <summary>The share of pixels with the highest values, ties broken by the lowest index: <see cref="SaliencyMap.Top"/>.</summary>
    /// <param name="fraction">Above 0, at most 1.</param>
    public static SalientPixels Top(double fraction) => fraction > 0 && fraction <= 1
        ? new(map => map.Top(fraction), string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.##}%"))
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction above 0 and at most 1.");

    /// <summary>The pixels above a threshold of the map scaled to 0..1, none of a constant map: <see cref="SaliencyMap.Above"/>.</summary>
    /// <param name="threshold">0..1.</param>
    public static SalientPixels Above(double threshold) => threshold >= 0 && threshold <= 1
        ? new(map => map.Above(threshold), string.Create(CultureInfo.InvariantCulture, $">{threshold:0.##}"))
        : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Expected a threshold between 0 and 1.");

    /// <summary>The pixels above the threshold that Otsu's method finds for each map by itself, none of a constant map.</summary>
    /// <remarks>
    /// <para>Of the 255 thresholds between the grey levels 0..255 of the map scaled to its range, the one with the largest variance between the pixels above and the others:
    /// <c>n₀ · n₁ · (μ₀ − μ₁)²</c>. What pytorch-grad-cam calls "auto".</para>
    /// <para>Otsu: A threshold selection method from gray-level histograms. IEEE Transactions on Systems, Man, and Cybernetics 9(1), 1979.</para>
    /// </remarks>
    public static SalientPixels Otsu() => new(map => map.AboveOtsu(), "Otsu");

    /// <summary>The salient pixels of a map.</summary>
    public Mask Of(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return _select(map);
    }

    /// <summary>The rule in short: <c>10%</c>, <c>&gt;0.5</c>, <c>Otsu</c>.</summary>
    public override string ToString() => _words;
}
