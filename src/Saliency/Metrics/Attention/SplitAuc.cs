namespace Saliency.Metrics;

/// <summary>The mean area under the curves of one set of fixations against several sets of negatives, at stepped thresholds.</summary>
internal static class SplitAuc
{
    public static void Check(int splits, double step, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(splits, 1, parameter);
        // A step far below a float's resolution would only make a long list of thresholds.
        if (!(step >= 1e-6 && step <= 1)) throw new ArgumentOutOfRangeException(parameter, step, "Expected a step of 0.000001 to 1.");
    }

    /// <param name="map">Any map; it is scaled to 0..1.</param>
    /// <param name="fixations">Pixels that people looked at, at least one.</param>
    /// <param name="splits">Sets of pixels to tell them from, at least one of at least one.</param>
    /// <param name="step">Distance of the thresholds.</param>
    public static double Mean(SaliencyMap map, IReadOnlyCollection<(int Y, int X)> fixations, IEnumerable<(int Y, int X)[]> splits, double step)
    {
        var range = UnitRange.Of(map);
        double[] Values(IEnumerable<(int Y, int X)> points) => [.. points.Select(p => range.At(map[p.Y, p.X]))];
        double[] positives = Values(fixations);
        return splits.Average(split => Roc.Stepped(positives, Values(split), step).Value);
    }
}
