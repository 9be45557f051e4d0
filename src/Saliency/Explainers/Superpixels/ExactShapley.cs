using MathNet.Numerics;
using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>How the marginal contributions of a segment are averaged.</summary>
public enum PowerIndex
{
    /// <summary>Over all orders of the segments: the values add up to f(x) − f(hidden).</summary>
    Shapley,

    /// <summary>Over all coalitions of the others, each alike: they need not add up.</summary>
    Banzhaf,
}

/// <summary>Parameters of <see cref="ExactShapley"/>.</summary>
public sealed record ExactShapleyOptions : SegmentOptions
{
    /// <summary>A grid of 3×4 cells, hidden by zeros.</summary>
    public ExactShapleyOptions() : base(new GridSegmenter(new GridSegmenterOptions { Rows = 3, Columns = 4 }), Baseline.Zero) { }

    /// <summary>Which mean is taken.</summary>
    public PowerIndex Index { get; init; }
}

/// <summary>Exact Shapley (or Banzhaf) values of a few segments: every coalition is asked about.</summary>
/// <remarks>
/// <para>φₖ = Σ over coalitions S without k of <c>|S|!·(M − |S| − 1)!/M! · (f(S ∪ k) − f(S))</c>; Banzhaf: the plain mean of the differences.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed, units of the score; the Shapley values of the segments add up to f(x) − f(hidden).
/// Cost: 2^M model runs, whatever the number of targets, so at most 20 segments; the default's 12 take 4096. Answers are folded as they come.</para>
/// <para>L. S. Shapley: A value for n-person games. Contributions to the Theory of Games II, 1953. J. F. Banzhaf: Weighted voting doesn't work. Rutgers Law Review 19, 1965.</para>
/// </remarks>
public sealed class ExactShapley : SegmentExplainer
{
    private const int MostSegments = 20;

    private readonly PowerIndex _index;

    /// <summary>Exact values of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ExactShapley(IModel model, ExactShapleyOptions? options = null) : base(model, options ??= new())
    {
        if (!Enum.IsDefined(options.Index)) throw new ArgumentOutOfRangeException(nameof(options), options.Index, "Expected a defined index.");
        _index = options.Index;
    }

    /// <inheritdoc/>
    public override string Name => _index == PowerIndex.Shapley ? "Shapley" : "Banzhaf";

    private protected override CoalitionGame Open(GameSetting setting) => setting.Segments <= MostSegments
        ? new Game(setting, _index)
        : throw new InvalidOperationException($"Expected at most {MostSegments} segments, each coalition of which is asked about, got {setting.Segments}: choose a coarser segmenter, or {nameof(KernelShap)}.");

    /// <summary>Sample s is the coalition of the bits of s; the last, of all segments, is known.</summary>
    private sealed class Game(GameSetting setting, PowerIndex index) : CoalitionGame(setting)
    {
        private readonly double[] _joining = [.. Enumerable.Range(0, setting.Segments).Select(others => Share(index, setting.Segments, others))];
        private readonly double[][] _values = [.. Enumerable.Range(0, setting.Objectives).Select(_ => new double[setting.Segments])];
        private readonly double[] _empty = new double[setting.Objectives];

        public override int Count => (1 << Setting.Segments) - 1;

        protected override void Draw(int sample, Span<float> kept) => KernelShapGame.Enumerated(sample, kept);

        protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
        {
            if (sample == 0) values.CopyTo(_empty);
            int shown = int.PopCount(sample);
            for (int o = 0; o < values.Length; o++)
            {
                // Told from the untouched score, the coalition of all counts nothing and a constant model leaves exact zeros.
                double value = values[o] - Setting.Untouched[o];
                for (int s = 0; s < kept.Length; s++)
                    _values[o][s] += kept[s] != 0 ? value * _joining[shown - 1] : -value * _joining[shown];
            }
        }

        protected override Estimate Estimate(int objective) => new(_values[objective], []);

        protected override double? Intercept(int objective) => _empty[objective];

        private static double Share(PowerIndex index, int segments, int others) =>
            index == PowerIndex.Shapley ? 1 / (segments * SpecialFunctions.Binomial(segments - 1, others)) : Math.Pow(2, 1 - segments);
    }
}
