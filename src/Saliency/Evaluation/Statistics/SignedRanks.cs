using MathNet.Numerics.Distributions;

namespace Saliency.Evaluation;

/// <summary>Wilcoxon's signed-rank test (Wilcoxon: Individual comparisons by ranking methods, 1945).</summary>
/// <remarks>Differences of 0 are left out; equal sizes share their mean rank. Up to 50 differences the probability is exact, ties included: the share of all
/// sign patterns that are as extreme. Beyond, a normal approximation with the variance corrected for ties, without correction for continuity.</remarks>
internal static class SignedRanks
{
    private const int MostExact = 50;

    /// <summary>The sum of the ranks of positive differences, and the two-sided probability of one as extreme if signs were tossed; 1 where nothing differs.</summary>
    public static (double Statistic, double Probability) Test(ReadOnlySpan<double> differences)
    {
        var sizes = new List<double>();
        var positive = new List<bool>();
        foreach (double d in differences)
        {
            if (d == 0) continue;
            sizes.Add(Math.Abs(d));
            positive.Add(d > 0);
        }
        if (sizes.Count == 0) return (0, 1);
        var (twice, tieTerm) = DoubledRanks([.. sizes]);
        int sum = 0;
        for (int i = 0; i < twice.Length; i++)
            if (positive[i]) sum += twice[i];
        return (sum / 2.0, twice.Length <= MostExact ? Exact(twice, sum) : Approximate(twice.Length, sum / 2.0, tieTerm));
    }

    // Mean ranks are multiples of a half: doubled, they are whole.
    private static (int[] Twice, double TieTerm) DoubledRanks(double[] sizes)
    {
        var order = new int[sizes.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort((double[])sizes.Clone(), order);
        var twice = new int[sizes.Length];
        double tieTerm = 0;
        for (int first = 0, next; first < order.Length; first = next)
        {
            for (next = first + 1; next < order.Length && sizes[order[next]] == sizes[order[first]]; next++) { }
            double equal = next - first;
            tieTerm += (equal * equal * equal) - equal;
            for (int i = first; i < next; i++) twice[order[i]] = first + next + 1;
        }
        return (twice, tieTerm);
    }

    // How many of the 2ⁿ sign patterns give each sum: n ≤ 50 keeps the counts whole in a double.
    private static double Exact(int[] ranks, int sum)
    {
        int total = ranks.Sum();
        var ways = new double[total + 1];
        ways[0] = 1;
        foreach (int rank in ranks)
            for (int s = total; s >= rank; s--) ways[s] += ways[s - rank];
        double all = Math.Pow(2, ranks.Length), below = ways.AsSpan(0, sum + 1).ToArray().Sum(), above = ways.AsSpan(sum).ToArray().Sum();
        return Math.Min(1, 2 * Math.Min(below, above) / all);
    }

    private static double Approximate(double n, double sum, double tieTerm)
    {
        double mean = n * (n + 1) / 4, variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (tieTerm / 48);
        return Math.Min(1, 2 * Normal.CDF(0, 1, -Math.Abs(sum - mean) / Math.Sqrt(variance)));
    }
}
