namespace Saliency.Metrics;

/// <summary>The area under points that stand one apart.</summary>
internal static class Area
{
    /// <summary><c>Σ c_i − c_first/2 − c_last/2</c>; 0 for a single point.</summary>
    public static double Trapezoid(ReadOnlySpan<double> points)
    {
        double sum = 0;
        foreach (double point in points) sum += point;
        return sum - (points[0] / 2) - (points[^1] / 2);
    }
}
