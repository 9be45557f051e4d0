using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Sums over samples, kept in the groups of a <see cref="Jackknife"/>: what is estimated from them comes with its error, and nothing grows with the number of samples.</summary>
/// <param name="length">Number of sums.</param>
/// <param name="block">Consecutive samples of one group: samples that were drawn together stay together.</param>
internal sealed class GroupedSums(int length, int block)
{
    private readonly double[][] _sums = [.. Enumerable.Range(0, Jackknife.Groups).Select(_ => new double[length])];
    private readonly bool[] _used = new bool[Jackknife.Groups];

    /// <summary>Samples of one round through all groups: after whole rounds the groups are equally large.</summary>
    public int Round => Jackknife.Groups * block;

    /// <summary>The sums of a sample's group, to be added to.</summary>
    public Span<double> For(int sample)
    {
        int group = sample / block % Jackknife.Groups;
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
        double[] rest = new double[length];
        return Jackknife.Of(values, g =>
        {
            TensorPrimitives.Subtract(total, _sums[g], rest);
            return estimator(rest);
        });
    }
}
