namespace Saliency.Metrics;

/// <summary>The curve of hits over false alarms as a threshold falls, from (0, 0) to (1, 1), and the area under it.</summary>
internal static class Roc
{
    /// <summary>The curve through these points and the two ends.</summary>
    public static MetricResult Through(IEnumerable<(double FalseAlarms, double Hits)> points)
    {
        (double FalseAlarms, double Hits)[] all = [(0, 0), .. points, (1, 1)];
        double area = 0;
        for (int i = 1; i < all.Length; i++)
            area += (all[i].FalseAlarms - all[i - 1].FalseAlarms) * (all[i].Hits + all[i - 1].Hits) / 2;
        return new MetricResult(area, new Curve([.. all.Select(p => p.FalseAlarms)], [.. all.Select(p => p.Hits)]));
    }

    /// <summary>The curve of two sets of values under thresholds at 0, one step, two steps and so on, up to the largest of them.</summary>
    public static MetricResult Stepped(double[] positives, double[] negatives, double step)
    {
        double largest = Math.Max(positives.Max(), negatives.Max());
        var thresholds = Enumerable.Range(0, (int)Math.Floor(largest / step) + 1).Select(i => i * step).Reverse();
        return Through(thresholds.Select(t => (Share(negatives, t), Share(positives, t))));
    }

    /// <summary>The probability that a positive value is above a negative one, ties counting half: the area under the curve of every threshold.</summary>
    public static double Area(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        double[] sorted = negatives.ToArray();
        Array.Sort(sorted);
        long doubled = 0;
        foreach (double positive in positives) doubled += Below(sorted, positive) + Below(sorted, Math.BitIncrement(positive));
        return doubled / (2.0 * positives.Length * negatives.Length);
    }

    /// <summary>The share of values that reach a threshold.</summary>
    private static double Share(double[] values, double threshold)
    {
        int count = 0;
        foreach (double value in values)
            if (value >= threshold) count++;
        return (double)count / values.Length;
    }

    /// <summary>How many sorted values lie below a bound.</summary>
    private static int Below(double[] sorted, double bound)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < bound) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
