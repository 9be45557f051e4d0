using MathNet.Numerics.LinearAlgebra;

namespace Saliency.Numerics;

/// <summary>Linear fits that set coefficients to zero.</summary>
internal static class Lasso
{
    /// <summary>Minimises <c>1/(2·Σw) · Σ w·(y − fit)² + alpha·Σ|β|</c> over some features, the intercept free, by coordinate descent; the coefficients of the others are 0.</summary>
    public static double[] Fit(WeightedMoments moments, ReadOnlySpan<int> chosen, double alpha)
    {
        const int MostSweeps = 1000;
        var beta = new double[moments.Features];
        double threshold = alpha * moments.Weight;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double largest = 0, moved = 0;
            foreach (int i in chosen)
            {
                double own = moments.Centred(i, i), pull = moments.CentredAnswer(i), before = beta[i];
                foreach (int j in chosen)
                    if (j != i && beta[j] != 0) pull -= moments.Centred(i, j) * beta[j];
                beta[i] = own > 0 ? Math.Sign(pull) * Math.Max(0, Math.Abs(pull) - threshold) / own : 0;
                (largest, moved) = (Math.Max(largest, Math.Abs(beta[i])), Math.Max(moved, Math.Abs(beta[i] - before)));
            }
            if (moved <= 1e-10 * largest) break;
        }
        return beta;
    }

    /// <summary>The features of the last point of the lasso's path, from the strongest penalty to none, that has few enough of them.</summary>
    /// <remarks>Efron, Hastie, Johnstone, Tibshirani: Least angle regression. Annals of Statistics 32(2), 2004, with the lasso's modification.</remarks>
    public static int[] Support(WeightedMoments moments, int most)
    {
        int count = moments.Features;
        var (beta, pull, slope) = (new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) pull[i] = moments.CentredAnswer(i);
        int[] support = [];
        var active = new List<int>();
        int dropped = -1;
        double level = pull.Max(Math.Abs), start = level;
        // Every feature enters and leaves a few times at most; the bound is for ties that rounding could turn into a circle.
        for (int step = 0; step < 8 * count && level > 1e-12 * start; step++)
        {
            if (dropped < 0)
            {
                int enters = Enumerable.Range(0, count).Where(i => !active.Contains(i) && moments.Centred(i, i) > 0).DefaultIfEmpty(-1).MaxBy(i => i < 0 ? -1 : Math.Abs(pull[i]));
                if (enters >= 0 && Math.Abs(pull[enters]) >= level * (1 - 1e-9)) active.Add(enters);
            }
            var gram = Matrix<double>.Build.Dense(active.Count, active.Count, (a, b) => moments.Centred(active[a], active[b]));
            var direction = gram.LU().Solve(Vector<double>.Build.Dense(active.Count, a => Math.Sign(pull[active[a]])));
            double length = level;
            for (int j = 0; j < count; j++)
            {
                slope[j] = 0;
                for (int a = 0; a < active.Count; a++) slope[j] += moments.Centred(j, active[a]) * direction[a];
                if (active.Contains(j) || j == dropped) continue;
                foreach (double reach in new[] { (level - pull[j]) / (1 - slope[j]), (level + pull[j]) / (1 + slope[j]) })
                    if (reach > 1e-14 * level && reach < length) length = reach;
            }
            dropped = -1;
            for (int a = 0; a < active.Count; a++)
            {
                double zero = -beta[active[a]] / direction[a];
                if (zero > 1e-14 * level && zero < length) (length, dropped) = (zero, active[a]);
            }
            for (int a = 0; a < active.Count; a++) beta[active[a]] += length * direction[a];
            for (int j = 0; j < count; j++) pull[j] -= length * slope[j];
            level -= length;
            if (dropped >= 0)
            {
                active.Remove(dropped);
                beta[dropped] = 0;
            }
            if (active.Count <= most) support = [.. active.Order()];
        }
        return support;
    }
}
