using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Coalitions under the Shapley kernel, and the least squares that make Shapley values of their scores. Sample 0 is the empty coalition.</summary>
internal sealed class KernelShapGame : CoalitionGame
{
    private const int EnumeratedUpTo = 12;

    // Beside the mean of the diagonal: far below the scores' own rounding, and enough for a factor where samples are too few.
    private const double RelativeRidge = 1e-10;

    private readonly CoalitionSource _source;
    private readonly Func<int, double> _weightOfSize;
    private readonly bool _complete;
    private readonly double? _untilError;
    private readonly GroupedSums _sums;
    private readonly double[] _row;
    private readonly double[] _empty;

    /// <param name="setting">What it is about.</param>
    /// <param name="samples">Coalitions after the empty one.</param>
    /// <param name="source">Writes them, counted from 0; none is empty or full.</param>
    /// <param name="weightOfSize">The weight of a coalition that shows so many segments.</param>
    /// <param name="complete">Whether these are all that there are: nothing is left to chance.</param>
    /// <param name="untilError">The error at which it may end.</param>
    public KernelShapGame(GameSetting setting, int samples, CoalitionSource source, Func<int, double> weightOfSize, bool complete, double? untilError) : base(setting)
    {
        (_source, _weightOfSize, _complete, _untilError) = (source, weightOfSize, complete, complete ? null : untilError);
        Count = samples + 1;
        _sums = new GroupedSums(WeightedMoments.LengthOf(setting.Segments, setting.Objectives), block: 2);
        _row = new double[1 + setting.Segments + setting.Objectives];
        _empty = new double[setting.Objectives];
    }

    public override int Count { get; }

    public static KernelShapGame Open(GameSetting setting, KernelShapOptions options)
    {
        int segments = setting.Segments;
        long all = segments < 31 ? (1L << segments) - 2 : long.MaxValue;
        long samples = options.SampleCount ?? (segments <= EnumeratedUpTo ? all : (2L * segments) + 2048);
        if (samples >= all) return new KernelShapGame(setting, (int)all, (sample, kept) => Enumerated(sample + 1, kept), size => Kernel(segments, size), true, null);
        var sizes = new double[segments];
        for (int k = 1; k < segments; k++) sizes[k] = sizes[k - 1] + (1.0 / ((double)k * (segments - k)));
        return new KernelShapGame(setting, (int)samples, (sample, kept) => Drawn(options.Seed, sample, sizes, kept), _ => 1, false, options.UntilError);
    }

    /// <summary>(M − 1) / (C(M,k)·k·(M − k)).</summary>
    public static double Kernel(int segments, int size) =>
        (segments - 1) / (SpecialFunctions.Binomial(segments, size) * size * (segments - size));

    /// <summary>The coalition whose bits a number has.</summary>
    public static void Enumerated(int number, Span<float> kept)
    {
        for (int s = 0; s < kept.Length; s++) kept[s] = (number >> s) & 1;
    }

    public override int NextLook(int done) => _untilError is null ? Count : 1 + ((Math.Max(0, done - 1) / 128 + 1) * 128);

    public override bool IsSettled() => AreWithin(_untilError);

    protected override void Draw(int sample, Span<float> kept)
    {
        if (sample == 0) kept.Clear();
        else _source(sample - 1, kept);
    }

    protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
    {
        if (sample == 0)
        {
            values.CopyTo(_empty);
            return;
        }
        int shown = 0;
        _row[0] = 1;
        for (int s = 0; s < kept.Length; s++)
        {
            _row[1 + s] = kept[s];
            if (kept[s] != 0) shown++;
        }
        for (int o = 0; o < values.Length; o++) _row[1 + kept.Length + o] = values[o] - _empty[o];
        WeightedMoments.Add(_row, _weightOfSize(shown), _sums.For(sample - 1));
    }

    protected override Estimate Estimate(int objective)
    {
        double[] Estimator(double[] sums) => Solve(new WeightedMoments(sums, Setting.Segments, Setting.Objectives, objective), Setting.Untouched[objective] - _empty[objective]);
        return _complete ? new Estimate(Estimator(_sums.Total()), []) : _sums.Estimate(Estimator);
    }

    protected override double? Intercept(int objective) => _empty[objective];

    // The last value is what the others leave of the difference: the constraint is part of the equations.
    private static double[] Solve(WeightedMoments moments, double difference)
    {
        int last = moments.Features - 1;
        var values = new double[last + 1];
        if (last > 0)
        {
            var matrix = Matrix<double>.Build.Dense(last, last, (i, j) => moments.Raw(i, j) - moments.Raw(i, last) - moments.Raw(j, last) + moments.Raw(last, last));
            double ridge = matrix.Diagonal().Average() * RelativeRidge;
            for (int i = 0; i < last; i++) matrix[i, i] += ridge > 0 ? ridge : 1;
            matrix.Cholesky()
                .Solve(Vector<double>.Build.Dense(last, i => moments.RawAnswer(i) - moments.RawAnswer(last) - (difference * (moments.Raw(i, last) - moments.Raw(last, last)))))
                .AsArray().CopyTo(values, 0);
        }
        values[last] = difference - values[..last].Sum();
        return values;
    }

    // Sizes by their share of the kernel; of a size every coalition with equal chance; each odd sample is the complement of the one before.
    private static void Drawn(ulong seed, int sample, double[] sizes, Span<float> kept)
    {
        var random = new CounterRandom(seed, (ulong)(sample / 2));
        double at = random.NextDouble() * sizes[^1];
        int size = 1;
        while (size < kept.Length - 1 && sizes[size] <= at) size++;
        float chosen = sample % 2 == 0 ? 1 : 0;
        for (int s = 0; s < kept.Length; s++)
        {
            bool taken = random.NextInt(kept.Length - s) < size;
            kept[s] = taken ? chosen : 1 - chosen;
            if (taken) size--;
        }
    }
}
