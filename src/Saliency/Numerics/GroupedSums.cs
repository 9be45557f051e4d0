using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Sums over samples, kept in eight groups: what is estimated from them comes with its error, and nothing grows with the number of samples.</summary>
/// <remarks>
/// <para>The error is the delete-a-group jackknife: with θ_(g) the estimate from all groups but g, <c>σ² = (G − 1)/G · Σ_g (θ_(g) − mean θ_(g))²</c>. It holds for any smooth
/// function of the sums: means, ratios, coefficients of a fit.</para>
/// <para>Efron, Stein: The jackknife estimate of variance. Annals of Statistics 9(3), 1981. Which group a sample belongs to is decided by its number alone.</para>
/// </remarks>
/// <param name="length">Number of sums.</param>
/// <param name="block">Consecutive samples of one group: samples that were drawn together stay together.</param>
internal sealed class GroupedSums(int length, int block)
{
    /// <summary>Number of groups: seven degrees of freedom tell an error to about a quarter.</summary>
    public const int Groups = 8;

    private readonly double[][] _sums = [.. Enumerable.Range(0, Groups).Select(_ => new double[length])];
    private readonly bool[] _used = new bool[Groups];

    /// <summary>Samples of one round through all groups: after whole rounds the groups are equally large.</summary>
    public int Round => Groups * block;

    /// <summary>The sums of a sample's group, to be added to.</summary>
    public Span<double> For(int sample)
    {
        int group = sample / block % Groups;
        _used[group] = true;
        return _sums[group];
    }

    /// <summary>How many samples from this one on belong to its group.</summary>
    public int RunLength(int sample) => block - (sample % block);

    /// <summary>The sums over all groups.</summary>
    public double[] Total()
    {
        var total = new double[length];
        foreach (var sums in _sums) TensorPrimitives.Add(total, sums, total);
        return total;
    }

    /// <summary>An estimate from all sums and its standard errors; none where a group has no sample yet.</summary>
    public Estimate Estimate(Func<double[], double[]> estimator)
    {
        var total = Total();
        var values = estimator(total);
        if (_used.Contains(false)) return new Estimate(values, []);
        var (mean, squares, rest) = (new double[values.Length], new double[values.Length], new double[length]);
        for (int g = 0; g < Groups; g++)
        {
            TensorPrimitives.Subtract(total, _sums[g], rest);
            var without = estimator(rest);
            for (int i = 0; i < mean.Length; i++)
            {
                double step = without[i] - mean[i];
                mean[i] += step / (g + 1);
                squares[i] += step * (without[i] - mean[i]);
            }
        }
        for (int i = 0; i < squares.Length; i++) squares[i] = Math.Sqrt(squares[i] * (Groups - 1) / Groups);
        return new Estimate(values, squares);
    }
}
