using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Writes a point of the first or the second design.</summary>
internal delegate void DesignSource(int point, Span<float> shares, bool second);

/// <summary>For each point the scores of A and of A with one share after the other from B: M + 1 samples.</summary>
internal sealed class SobolGame(GameSetting setting, SobolOptions options, DesignSource design) : CoalitionGame(setting)
{
    private readonly int _each = setting.Segments + 1;

    // Points side by side in a group: every eighth point of a Halton sequence would share the leading digits of its first coordinate.
    // For each objective: Σ a, Σ a², and for each segment Σ c, Σ c², Σ a·c. The number of points is last.
    private readonly GroupedSums _sums = new((setting.Objectives * (2 + (3 * setting.Segments))) + 1, block: 4);
    private readonly double[] _first = new double[setting.Objectives];

    public override int Count => checked(options.DesignCount * _each);

    public override int NextLook(int done) => options.UntilError is null ? Count : ((done / (_sums.Round * _each)) + 1) * _sums.Round * _each;

    public override bool IsSettled() => AreWithin(options.UntilError);

    protected override void Draw(int sample, Span<float> kept)
    {
        int point = sample / _each, segment = (sample % _each) - 1;
        if (segment < 0)
        {
            design(point, kept, false);
            return;
        }
        design(point, kept, true);
        float anew = kept[segment];
        design(point, kept, false);
        kept[segment] = anew;
    }

    protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
    {
        int segment = (sample % _each) - 1;
        var sums = _sums.For(sample / _each);
        for (int o = 0; o < values.Length; o++)
        {
            // Told from the untouched score: squares of nearly equal numbers would lose what tells them apart.
            double value = values[o] - Setting.Untouched[o];
            var own = sums.Slice(o * (2 + (3 * Setting.Segments)), 2 + (3 * Setting.Segments));
            if (segment < 0)
            {
                (own[0], own[1]) = (own[0] + value, own[1] + (value * value));
                _first[o] = value;
            }
            else
            {
                var of = own.Slice(2 + (3 * segment), 3);
                (of[0], of[1], of[2]) = (of[0] + value, of[1] + (value * value), of[2] + (value * _first[o]));
            }
        }
        // A point counts once its last sample is there; until then the one begun is a little off in a map so far.
        if (segment == _each - 2) sums[^1]++;
    }

    protected override Estimate Estimate(int objective) => _sums.Estimate(sums =>
    {
        int at = objective * (2 + (3 * Setting.Segments));
        var indices = new double[Setting.Segments];
        for (int s = 0; s < indices.Length; s++)
            indices[s] = Index(Math.Max(1, sums[^1]), sums[at], sums[at + 1], sums.AsSpan(at + 2 + (3 * s), 3), Setting.Untouched[objective]);
        return indices;
    });

    private double Index(double n, double a, double aa, ReadOnlySpan<double> c, double shift)
    {
        double meanA = a / n, meanC = c[0] / n;
        double varianceA = Math.Max(0, aa - (a * meanA)) / (n - 1), varianceC = Math.Max(0, c[1] - (c[0] * meanC)) / (n - 1);
        if (!(varianceA > 1e-13 * aa / n)) return 0;
        double product = c[2] / n;
        switch (options.Estimator)
        {
            case SobolEstimator.Jansen: return (aa + c[1] - (2 * c[2])) / n / (2 * varianceA);
            // These two are not the same for a shifted score: they speak of the score itself.
            case SobolEstimator.Homma: return (varianceA - (product + (shift * (meanC - meanA)) - (meanA * meanA))) / varianceA;
            case SobolEstimator.Janon:
                double half = ((meanA + meanC) / 2) + shift, squares = (aa + c[1] + (2 * shift * (a + c[0]))) + (2 * n * shift * shift);
                return 1 - ((product + (shift * (meanA + meanC)) + (shift * shift) - (half * half)) / ((squares / (2 * (n - 1))) - (half * half)));
            default: return varianceC > 0 ? 1 - ((c[2] - (a * meanC)) / (n - 1) / Math.Sqrt(varianceA * varianceC)) : 0;
        }
    }
}
