namespace Saliency.Numerics;

/// <summary>How far samples let an estimate stray, found by leaving some of them out.</summary>
/// <remarks>
/// <para>With θ_(g) the estimate from all groups but g of G: <c>σ² = (G − 1)/G · Σ_g (θ_(g) − mean θ_(g))²</c>, the delete-a-group jackknife. It holds for any smooth function of the samples'
/// distribution: means, ratios, coefficients of a fit, dependence.</para>
/// <para>Efron, Stein: The jackknife estimate of variance. Annals of Statistics 9(3), 1981. Which group a sample belongs to is decided by its number alone.</para>
/// </remarks>
internal static class Jackknife
{
    /// <summary>Number of groups: seven degrees of freedom tell an error to about a quarter.</summary>
    public const int Groups = 8;

    /// <summary>An estimate with its standard errors.</summary>
    /// <param name="values">From all samples.</param>
    /// <param name="without">From all but those of a group.</param>
    public static Estimate Of(double[] values, Func<int, double[]> without)
    {
        var (mean, squares) = (new double[values.Length], new double[values.Length]);
        for (int g = 0; g < Groups; g++)
        {
            double[] left = without(g);
            for (int i = 0; i < mean.Length; i++)
            {
                double step = left[i] - mean[i];
                mean[i] += step / (g + 1);
                squares[i] += step * (left[i] - mean[i]);
            }
        }
        for (int i = 0; i < squares.Length; i++) squares[i] = Math.Sqrt(squares[i] * (Groups - 1) / Groups);
        return new Estimate(values, squares);
    }
}
