using System.Numerics.Tensors;
using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="Hsic"/>.</summary>
public sealed record HsicOptions : SegmentOptions
{
    /// <summary>A grid of 8×8 cells, hidden by zeros.</summary>
    public HsicOptions() : base(new GridSegmenter(new GridSegmenterOptions { Rows = 8, Columns = 8 }), Baseline.Zero) { }

    /// <summary>Samples N, at least 2.</summary>
    public int SampleCount { get; init; } = 500;

    /// <summary>Width of the kernel over the scores; null is the absolute value of their median, or where that is 0 their standard deviation.</summary>
    public double? KernelWidth { get; init; }

    /// <summary>The error at which sampling may end, as a share of the values' range; null takes all samples. Looked at every 128 samples.</summary>
    public double? UntilError { get; init; }

    /// <summary>Samples of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>HSIC: on which segments does the score depend, in any way at all?</summary>
/// <remarks>
/// <para>Each of N samples shows each segment with probability ½. With u the bits of a segment over the samples, L the kernel <c>exp(−(y − y′)²/(2·width²))</c> of the scores and H
/// the centring matrix: <c>value = 2·uᵀ·H·L·H·u / N</c>, the Hilbert–Schmidt independence criterion for the kernel ½ − (u − u′)² of bits, up to a factor N.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Not negative, not signed; near 0 for independence. Cost: 1 + N model runs, whatever the number of
/// targets; the N scores of each target are kept and some 7·N² kernel values computed, most of them for the errors,
/// which hold for the kernel's width as it is: one that is read from the scores varies besides.</para>
/// <para>P. Novello, T. Fel, D. Vigouroux: Making sense of dependence: efficient black-box explanations using dependence measure. NeurIPS 2022.</para>
/// </remarks>
public sealed class Hsic : SegmentExplainer
{
    private readonly HsicOptions _options;

    /// <summary>HSIC of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Hsic(IModel model, HsicOptions? options = null) : base(model, options ??= new())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleCount, 2, nameof(options));
        options.KernelWidth?.EnsurePositive(nameof(options));
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "HSIC";

    private protected override CoalitionGame Open(GameSetting setting) =>
        new HsicGame(setting, _options, (sample, kept) => Coins.Toss(_options.Seed, sample, kept));
}

/// <summary>The scores of coalitions, and how much they depend on each segment.</summary>
internal sealed class HsicGame(GameSetting setting, HsicOptions options, CoalitionSource source) : CoalitionGame(setting)
{
    private readonly double[][] _scores = [.. Enumerable.Range(0, setting.Objectives).Select(_ => new double[options.SampleCount])];
    private int _known;

    public override int Count => options.SampleCount;

    public override int NextLook(int done) => options.UntilError is null ? Count : ((done / 128) + 1) * 128;

    public override bool IsSettled() => AreWithin(options.UntilError);

    protected override void Draw(int sample, Span<float> kept) => source(sample, kept);

    protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
    {
        for (int o = 0; o < values.Length; o++) _scores[o][sample] = values[o];
        _known = sample + 1;
    }

    // The samples are drawn again: keeping them would take N·M numbers.
    protected override Estimate Estimate(int objective)
    {
        double[] scores = _scores[objective][.._known];
        double width = options.KernelWidth ?? Width(scores);
        if (width == 0) return new Estimate(new double[Setting.Segments], []);
        var (kept, bits) = (new float[Setting.Segments], new double[Setting.Segments][]);
        for (int s = 0; s < bits.Length; s++) bits[s] = new double[_known];
        for (int i = 0; i < _known; i++)
        {
            Draw(i, kept);
            for (int s = 0; s < kept.Length; s++) bits[s][i] = kept[s];
        }
        double[] values = Dependence(scores, bits, width);
        if (_known < 2 * Jackknife.Groups) return new Estimate(values, []);
        return Jackknife.Of(values, group =>
        {
            double[] left = Dependence(Without(scores, group), Array.ConvertAll(bits, u => Without(u, group)), width);
            // The value grows with the number of samples.
            TensorPrimitives.Multiply(left, _known / (double)Left(group), left);
            return left;
        });
    }

    private int Left(int group) => _known - ((_known - group + Jackknife.Groups - 1) / Jackknife.Groups);

    private double[] Without(double[] all, int group)
    {
        var left = new double[Left(group)];
        for (int i = 0, at = 0; i < all.Length; i++)
            if (i % Jackknife.Groups != group) left[at++] = all[i];
        return left;
    }

    private static double[] Dependence(double[] scores, double[][] bits, double width)
    {
        int count = scores.Length;
        var (values, row) = (new double[bits.Length], new double[count]);
        // Centred bits: uᵀHLHu is the sum over rows i of (Hu)ᵢ · (L·Hu)ᵢ, and L need not be held.
        double[][] centred = Array.ConvertAll(bits, u => new double[count]);
        for (int s = 0; s < bits.Length; s++) TensorPrimitives.Subtract(bits[s], TensorPrimitives.Sum<double>(bits[s]) / count, centred[s]);
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.Subtract(scores, scores[i], row);
            TensorPrimitives.Multiply(row, row, row);
            TensorPrimitives.Multiply(row, -1 / (2 * width * width), row);
            TensorPrimitives.Exp<double>(row, row);
            for (int s = 0; s < values.Length; s++) values[s] += 2 * centred[s][i] * TensorPrimitives.Dot<double>(row, centred[s]) / count;
        }
        return values;
    }

    private static double Width(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        if (sorted.Length == 0 || scores.IndexOfAnyExcept(scores[0]) < 0) return 0;
        Array.Sort(sorted);
        double median = Math.Abs((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
        return median > 0 ? median : TensorPrimitives.StdDev<double>(scores);
    }
}
