using System.Buffers;
using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ShapleySampling"/>.</summary>
public sealed record ShapleySamplingOptions : SegmentOptions
{
    /// <summary>Segments by quick shift as LIME has it, hidden by zeros.</summary>
    public ShapleySamplingOptions() : base(new Quickshift(QuickshiftOptions.Lime), Baseline.Zero) { }

    /// <summary>Orders in which the segments are shown, at least 1; every second one is the one before it backwards. At least 8 tell an error.</summary>
    public int OrderCount { get; init; } = 32;

    /// <summary>The error at which sampling may end early, looked at every 16 orders: root mean square of the values' standard errors over their range; null takes all orders.</summary>
    public double? UntilError { get; init; }

    /// <summary>Orders of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Shapley values of segments by sampled orders: the segments are shown one after the other, and each is credited with what it adds.</summary>
/// <remarks>
/// <para>φₖ = mean over orders of <c>f(those before k, and k) − f(those before k)</c>; the Shapley value is the mean over all orders.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed, units of the score; the values of the segments add up to f(x) − f(hidden) after every order.
/// Cost: 2 model runs and M − 1 for each order, whatever the number of targets.</para>
/// <para>J. Castro, D. Gómez, J. Tejada: Polynomial calculation of the Shapley value based on sampling. Computers and Operations Research 36(5), 2009. Orders with their reverse:
/// R. Mitchell, J. Cooper, E. Frank, G. Holmes: Sampling permutations for Shapley value estimation. JMLR 23, 2022.</para>
/// </remarks>
public sealed class ShapleySampling : SegmentExplainer
{
    private readonly ShapleySamplingOptions _options;

    /// <summary>Shapley value sampling of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ShapleySampling(IModel model, ShapleySamplingOptions? options = null) : base(model, options ??= new())
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.OrderCount, nameof(options));
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "Shapley value sampling";

    private protected override CoalitionGame Open(GameSetting setting) => new Game(setting, _options);

    /// <summary>Sample 0 is the empty coalition; then come the M − 1 steps of each order, from one segment to all but one.</summary>
    private sealed class Game(GameSetting setting, ShapleySamplingOptions options) : CoalitionGame(setting)
    {
        private readonly int _steps = setting.Segments - 1;
        private readonly GroupedSums _sums = new((setting.Segments * setting.Objectives) + 1, block: 2);
        private readonly double[] _empty = new double[setting.Objectives];
        private readonly double[] _before = new double[setting.Objectives];
        private readonly double[] _gains = new double[setting.Segments * setting.Objectives];
        private readonly float[] _shown = new float[setting.Segments];

        public override int Count => checked(1 + (options.OrderCount * _steps));

        public override int NextLook(int done) => options.UntilError is null || _steps == 0 ? Count : 1 + ((Math.Max(0, done - 1) / (16 * _steps) + 1) * 16 * _steps);

        public override bool IsSettled() => AreWithin(options.UntilError);

        protected override void Draw(int sample, Span<float> kept)
        {
            kept.Clear();
            if (sample == 0) return;
            int order = (sample - 1) / _steps, shown = ((sample - 1) % _steps) + 1;
            int[] rented = ArrayPool<int>.Shared.Rent(kept.Length);
            var segments = rented.AsSpan(0, kept.Length);
            var random = new CounterRandom(options.Seed, (ulong)(order / 2));
            Permutation.Shuffle(ref random, segments);
            foreach (int s in order % 2 == 0 ? segments[..shown] : segments[^shown..]) kept[s] = 1;
            ArrayPool<int>.Shared.Return(rented);
        }

        protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
        {
            if (sample == 0)
            {
                values.CopyTo(_empty);
                Begin();
                return;
            }
            int order = (sample - 1) / _steps;
            Gain(kept, values);
            if (sample % _steps != 0) return;
            // What is left to show is one segment; with it the image is untouched.
            Gain([], Setting.Untouched);
            var sums = _sums.For(order);
            for (int i = 0; i < _gains.Length; i++) sums[i] += _gains[i];
            sums[^1]++;
            Begin();
        }

        protected override Estimate Estimate(int objective)
        {
            int segments = Setting.Segments;
            if (_steps == 0) return new Estimate([Setting.Untouched[objective] - _empty[objective]], []);
            return _sums.Estimate(sums => [.. Enumerable.Range(objective * segments, segments).Select(i => sums[i] / Math.Max(1, sums[^1]))]);
        }

        protected override double? Intercept(int objective) => _empty[objective];

        private void Begin()
        {
            _empty.CopyTo(_before, 0);
            Array.Clear(_shown);
        }

        // The one segment that this coalition shows and the one before did not; an empty span stands for all segments.
        private void Gain(ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
        {
            int segment = 0;
            while (_shown[segment] == (kept.IsEmpty ? 1 : kept[segment])) segment++;
            _shown[segment] = 1;
            for (int o = 0; o < values.Length; o++)
            {
                _gains[(o * Setting.Segments) + segment] = values[o] - _before[o];
                _before[o] = values[o];
            }
        }
    }
}
