using MathNet.Numerics.Statistics;
using Statistics = MathNet.Numerics.Statistics.Correlation;

namespace Saliency.Numerics;

/// <summary>How far two lists of numbers rise and fall together: −1..1, and 0 where one of them does neither.</summary>
internal static class Correlation
{
    /// <summary>Pearson's: of the numbers themselves.</summary>
    public static double Pearson(double[] a, double[] b) => Varies(a) && Varies(b) ? Math.Clamp(Statistics.Pearson(a, b), -1, 1) : 0;

    /// <summary>Spearman's: of their ranks, equal numbers sharing the mean of theirs.</summary>
    public static double Spearman(double[] a, double[] b) => Pearson(ArrayStatistics.RanksInplace([.. a]), ArrayStatistics.RanksInplace([.. b]));

    private static bool Varies(double[] values) => Array.Exists(values, v => v != values[0]);
}
