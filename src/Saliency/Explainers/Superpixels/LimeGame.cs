using System.Collections.Immutable;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>The samples of LIME and the fit of their scores: row 0 is the untouched image, sample i is row i + 1.</summary>
internal sealed class LimeGame : CoalitionGame
{
    private const double RankingRidge = 0.01;
    private const int FewFeatures = 6;

    private readonly LimeOptions _options;
    private readonly CoalitionSource _source;
    private readonly double[] _kernel;
    private readonly double[] _row;
    private readonly double[] _untouched;
    private readonly GroupedSums _sums;

    public LimeGame(GameSetting setting, LimeOptions options, CoalitionSource source) : base(setting)
    {
        int segments = setting.Segments, length = WeightedMoments.LengthOf(segments, setting.Objectives);
        (_options, _source) = (options, source);
        _kernel = [.. Enumerable.Range(0, segments + 1).Select(kept => Kernel(options, kept, segments))];
        _row = new double[1 + segments + setting.Objectives];
        _sums = new GroupedSums(length, block: 1);
        // Scores are told from the untouched one's: rounding of their squares would else hide small differences. So its own row ends with zeros.
        _row.AsSpan(0, 1 + segments).Fill(1);
        WeightedMoments.Add(_row, _kernel[segments], _untouched = new double[length]);
    }

    public override int Count => _options.SampleCount - 1;

    /// <summary>The weight of a sample that shows some of M segments: <c>√exp(−d²/σ²)</c>.</summary>
    public static double Kernel(LimeOptions options, int kept, int segments)
    {
        bool cosine = options.Distance == LimeDistance.Cosine;
        double distance = cosine ? 1 - Math.Sqrt((double)kept / segments) : Math.Sqrt(segments - kept);
        double width = options.KernelWidth ?? (cosine ? 0.25 : 0.75 * Math.Sqrt(segments));
        return Math.Sqrt(Math.Exp(-distance * distance / (width * width)));
    }

    public override int NextLook(int done) => _options.UntilError is null ? Count : ((done / 128) + 1) * 128;

    public override bool IsSettled() => AreWithin(_options.UntilError);

    /// <summary>The fit of an objective's scores.</summary>
    public LimeResult Fit(int objective)
    {
        var weights = Result(objective);
        var moments = Moments(_sums.Total(), objective);
        double[] beta = [.. weights.Values];
        ImmutableArray<int> selected = [.. Choose(moments).OrderByDescending(i => Math.Abs(beta[i])).ThenBy(i => i)];
        return new LimeResult(weights, selected, weights.Intercept!.Value + beta.Sum(), Setting.Untouched[objective], moments.RSquaredOf(beta));
    }

    protected override void Draw(int sample, Span<float> kept) => _source(sample, kept);

    protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
    {
        int shown = 0;
        for (int s = 0; s < kept.Length; s++)
        {
            _row[1 + s] = kept[s];
            if (kept[s] != 0) shown++;
        }
        for (int o = 0; o < values.Length; o++) _row[1 + kept.Length + o] = values[o] - Setting.Untouched[o];
        WeightedMoments.Add(_row, _kernel[shown], _sums.For(sample));
    }

    protected override Estimate Estimate(int objective)
    {
        int[] chosen = Choose(Moments(_sums.Total(), objective));
        return _sums.Estimate(sums => Fit(Moments(sums, objective), chosen));
    }

    protected override double? Intercept(int objective)
    {
        var moments = Moments(_sums.Total(), objective);
        return Setting.Untouched[objective] + moments.InterceptOf(Fit(moments, Choose(moments)));
    }

    private WeightedMoments Moments(double[] sums, int objective)
    {
        var all = new double[sums.Length];
        for (int i = 0; i < all.Length; i++) all[i] = sums[i] + _untouched[i];
        return new WeightedMoments(all, Setting.Segments, Setting.Objectives, objective);
    }

    private double[] Fit(WeightedMoments moments, int[] chosen) => _options.Regression == LimeRegression.Ridge
        ? moments.Ridge(chosen, _options.Penalty)
        : Lasso.Fit(moments, chosen, _options.Penalty);

    private int[] Choose(WeightedMoments moments)
    {
        int[] all = [.. Enumerable.Range(0, moments.Features)];
        int count = Math.Min(_options.FeatureCount ?? all.Length, all.Length);
        var selection = _options.Selection;
        if (selection == LimeSelection.Automatic) selection = (_options.FeatureCount ?? int.MaxValue) <= FewFeatures ? LimeSelection.Forward : LimeSelection.HighestWeights;
        if (selection == LimeSelection.None || (count == all.Length && selection == LimeSelection.HighestWeights)) return all;
        return selection switch
        {
            LimeSelection.Forward => ForwardSelection.Choose(moments, count),
            LimeSelection.LassoPath => Lasso.Support(moments, count),
            _ => Largest(moments.Ridge(all, RankingRidge), count),
        };
    }

    private static int[] Largest(double[] beta, int count) => [.. Enumerable.Range(0, beta.Length).OrderByDescending(i => Math.Abs(beta[i])).Take(count)];
}
