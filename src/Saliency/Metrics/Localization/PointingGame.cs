using System.Globalization;

namespace Saliency.Metrics;

/// <summary>Which pixel <see cref="PointingGame"/> points at where several share the highest value.</summary>
public enum PeakRule
{
    /// <summary>The first in row order.</summary>
    First,

    /// <summary>All of them; one hit is enough, so that a constant map always hits. Quantus' and OpenVINO's.</summary>
    Any,
}

/// <summary>Parameters of <see cref="PointingGame"/>.</summary>
public sealed record PointingGameOptions
{
    /// <summary>How far from the region the peak may lie, in pixels. The paper's code and TorchRay allow 15, on photos of the data set's size; 0 is Quantus'.</summary>
    public double TolerancePixels { get; init; }

    /// <summary>What counts where several pixels share the highest value.</summary>
    public PeakRule Peak { get; init; }
}

/// <summary>Pointing game: does the map's highest value lie on the object?</summary>
/// <remarks>
/// <para>1 where the Euclidean distance from the peak to the nearest pixel of the truth's region is at most the tolerance, else 0; the mean over images is the accuracy, which
/// is reported per class and then averaged over classes in the paper. Higher is better. An empty region is a miss. A constant map points at its first pixel.</para>
/// <para>Zhang, Bargal, Lin, Brandt, Shen, Sclaroff: Top-down neural attention by excitation backprop. IJCV 2018.</para>
/// </remarks>
public sealed class PointingGame : IGroundTruthMetric
{
    private readonly PointingGameOptions _options;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is not 0 or more, or the rule is not defined.</exception>
    public PointingGame(PointingGameOptions? options = null)
    {
        _options = options ?? new PointingGameOptions();
        _options.TolerancePixels.EnsureNotNegative(nameof(options));
        _options.Peak.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public string Name => _options.TolerancePixels == 0 ? "Pointing game" : string.Create(CultureInfo.InvariantCulture, $"Pointing game ±{_options.TolerancePixels:0.##}");

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var region = truth.RegionFor(map, Name);
        var (y, x) = map.Peak;
        if (region.Count == 0) return new MetricResult(0);
        if (_options.Peak == PeakRule.First) return new MetricResult(Near(region, y, x) ? 1 : 0);
        float highest = map[y, x];
        for (int i = 0; i < map.Values.Length; i++)
            if (map.Values[i] == highest && Near(region, i / map.Width, i % map.Width)) return new MetricResult(1);
        return new MetricResult(0);
    }

    private bool Near(Mask region, int y, int x)
    {
        double reach = _options.TolerancePixels;
        int rows = (int)Math.Min(reach, region.Height);
        for (int row = Math.Max(0, y - rows); row <= Math.Min(region.Height - 1, y + rows); row++)
        {
            int columns = (int)Math.Min(Math.Sqrt((reach * reach) - ((row - y) * (double)(row - y))), region.Width);
            int from = Math.Max(0, x - columns), to = Math.Min(region.Width - 1, x + columns);
            if (region.Values.Slice((row * region.Width) + from, to - from + 1).Contains(true)) return true;
        }
        return false;
    }
}
