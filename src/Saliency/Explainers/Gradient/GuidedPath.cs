using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>The path of <see cref="GuidedIntegratedGradients"/> for one input, in doubles.</summary>
internal sealed class GuidedPath : IGradientPath
{
    // How near a distance has to come to its goal, as PAIR's.
    private const double Near = 1e-9;

    private readonly GuidedIntegratedGradientsOptions _options;
    private readonly double[] _from, _way, _here, _sum;
    private readonly float[] _steepness;
    private readonly int[] _order;
    private readonly double _total;

    public GuidedPath(ModelInput input, GuidedIntegratedGradientsOptions options)
    {
        _options = options;
        var image = input.Values;
        var baseline = new float[image.Length];
        options.Baseline.Fill(input, baseline);
        _from = Array.ConvertAll(baseline, v => (double)v);
        _way = new double[baseline.Length];
        for (int i = 0; i < _way.Length; i++) _way[i] = image[i] - _from[i];
        _total = TensorPrimitives.SumOfMagnitudes<double>(_way);
        (_here, _sum) = ([.. _from], new double[_way.Length]);
        (_steepness, _order) = (new float[_way.Length], new int[_way.Length]);
    }

    public void Fill(int step, Span<float> image, Span<float> scratch) => TensorPrimitives.ConvertTruncating<double, float>(_here, image);

    public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch)
    {
        double place = (step + 1.0) / _options.Steps, goal = _total * (1 - place);
        double behind = Math.Max(place - _options.MaximumDistance, 0), ahead = Math.Min(place + _options.MaximumDistance, 1);
        TensorPrimitives.Abs(gradient, _steepness);
        CatchUp(behind, gradient);
        while (true)
        {
            double distance = Distance();
            if (Math.Abs(distance - goal) <= Near * Math.Max(1, Math.Max(distance, goal))) return;
            double reachable = Choose(ahead, out float threshold);
            // Nothing can move any more: rounding alone is left.
            if (reachable == 0 && float.IsPositiveInfinity(threshold)) return;
            double share = reachable > 0 ? (distance - goal) / reachable : double.PositiveInfinity;
            if (!(share > 0)) return;
            Move(ahead, threshold, share, gradient);
            if (share <= 1) return;
        }
    }

    public double[] Finish() => _sum;

    /// <summary>Brings every number that fell too far behind the straight line up to what is allowed.</summary>
    private void CatchUp(double behind, ReadOnlySpan<float> gradient)
    {
        for (int i = 0; i < _here.Length; i++)
            if (_way[i] != 0 && (_here[i] - _from[i]) / _way[i] < behind) Put(i, At(i, behind), gradient);
    }

    /// <summary>Marks the numbers that are as far ahead as they may be, finds the quantile of the others' gradients, and how far those below it can move in all.</summary>
    private double Choose(double ahead, out float threshold)
    {
        for (int i = 0; i < _here.Length; i++)
            if (_here[i] == At(i, ahead)) _steepness[i] = float.PositiveInfinity;
        Ranking.Descending(_steepness, _order);
        threshold = _steepness[_order[^(1 + (int)(_options.Fraction * (_steepness.Length - 1)))]];
        double reachable = 0;
        for (int i = 0; i < _here.Length; i++)
            if (Chosen(i, threshold)) reachable += Math.Abs(At(i, ahead) - _here[i]);
        return reachable;
    }

    /// <summary>Moves the chosen numbers: all the way where that is not enough, so that they compare equal later, else by a share of it.</summary>
    private void Move(double ahead, float threshold, double share, ReadOnlySpan<float> gradient)
    {
        for (int i = 0; i < _here.Length; i++)
            if (Chosen(i, threshold)) Put(i, share > 1 ? At(i, ahead) : _here[i] + ((At(i, ahead) - _here[i]) * share), gradient);
    }

    private bool Chosen(int i, float threshold) => _steepness[i] <= threshold && _steepness[i] < float.PositiveInfinity;

    private void Put(int i, double there, ReadOnlySpan<float> gradient)
    {
        _sum[i] += (there - _here[i]) * gradient[i];
        _here[i] = there;
    }

    private double At(int i, double place) => _from[i] + (_way[i] * place);

    private double Distance()
    {
        double sum = 0;
        for (int i = 0; i < _here.Length; i++) sum += Math.Abs(_from[i] + _way[i] - _here[i]);
        return sum;
    }
}
