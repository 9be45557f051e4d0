using System.Buffers;
using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="FeaturePermutation"/>. Nothing stands for a segment but its own pixels: the baseline is not used.</summary>
public sealed record FeaturePermutationOptions : SegmentOptions
{
    /// <summary>Segments by quick shift as LIME has it.</summary>
    public FeaturePermutationOptions() : base(new Quickshift(QuickshiftOptions.Lime), null) { }

    /// <summary>How often each segment is shuffled, at least 1; at least 8 tell an error.</summary>
    public int RepeatCount { get; init; } = 8;

    /// <summary>Shuffles of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Feature permutation: what the score loses when the pixels of one segment are shuffled among themselves.</summary>
/// <remarks>
/// <para>The segment keeps its colours and loses its shape and texture: <c>value(s) = f(x) − mean f(x with s shuffled)</c>. No colour is brought in that was not there, as
/// <see cref="FeatureAblation"/> must.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed; positive where the arrangement speaks for the target. Cost: 1 + M·<see cref="FeaturePermutationOptions.RepeatCount"/> model
/// runs for M segments, whatever the number of targets.</para>
/// <para>After L. Breiman: Random forests. Machine Learning 45, 2001, section 10, which permutes a feature over a data set; here its pixels within one image.</para>
/// </remarks>
public sealed class FeaturePermutation : SegmentExplainer
{
    private readonly FeaturePermutationOptions _options;

    /// <summary>Feature permutation of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public FeaturePermutation(IModel model, FeaturePermutationOptions? options = null) : base(model, options ??= new())
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.RepeatCount, nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "Feature permutation";

    private protected override CoalitionGame Open(GameSetting setting) => new Game(setting, _options);

    /// <summary>Sample i shuffles segment i modulo M.</summary>
    private sealed class Game : CoalitionGame
    {
        private readonly FeaturePermutationOptions _options;
        private readonly GroupedSums _sums;
        private readonly int[][] _pixels;

        public Game(GameSetting setting, FeaturePermutationOptions options) : base(setting)
        {
            _options = options;
            // For each objective and segment the drops, then for each segment their number.
            _sums = new GroupedSums(setting.Segments * (setting.Objectives + 1), block: 1);
            var segments = setting.Image.Segments;
            _pixels = [.. Enumerable.Range(0, segments.Labels.Length).GroupBy(p => segments.Labels[p]).OrderBy(group => group.Key).Select(group => group.ToArray())];
        }

        public override int Count => checked(Setting.Segments * _options.RepeatCount);

        public override void Fill(int sample, Span<float> image, Span<float> kept)
        {
            base.Fill(sample, image, kept);
            int[] pixels = _pixels[sample % Setting.Segments];
            int plane = Setting.Image.Segments.Labels.Length;
            int[] order = ArrayPool<int>.Shared.Rent(pixels.Length);
            float[] values = ArrayPool<float>.Shared.Rent(pixels.Length);
            var random = new CounterRandom(_options.Seed, (ulong)sample);
            Permutation.Shuffle(ref random, order.AsSpan(0, pixels.Length));
            for (int offset = 0; offset < image.Length; offset += plane)
            {
                for (int i = 0; i < pixels.Length; i++) values[i] = image[offset + pixels[order[i]]];
                for (int i = 0; i < pixels.Length; i++) image[offset + pixels[i]] = values[i];
            }
            ArrayPool<int>.Shared.Return(order);
            ArrayPool<float>.Shared.Return(values);
        }

        protected override void Draw(int sample, Span<float> kept) => kept.Fill(1);

        protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
        {
            int segments = Setting.Segments, segment = sample % segments;
            var sums = _sums.For(sample / segments);
            for (int o = 0; o < values.Length; o++) sums[(o * segments) + segment] += Setting.Untouched[o] - values[o];
            sums[(Setting.Objectives * segments) + segment]++;
        }

        protected override Estimate Estimate(int objective)
        {
            int segments = Setting.Segments;
            return _sums.Estimate(sums =>
            [
                .. Enumerable.Range(0, segments).Select(s => sums[(objective * segments) + s] / Math.Max(1, sums[(Setting.Objectives * segments) + s])),
            ]);
        }
    }
}
