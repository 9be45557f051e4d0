using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="FeatureAblation"/>.</summary>
public sealed record FeatureAblationOptions : SegmentOptions
{
    /// <summary>Segments by quick shift as LIME has it, hidden by zeros.</summary>
    public FeatureAblationOptions() : base(new Quickshift(QuickshiftOptions.Lime), Baseline.Zero) { }
}

/// <summary>Feature ablation: what the score loses when one segment is hidden. Occlusion whose windows are superpixels.</summary>
/// <remarks>
/// <para>With x the image and x without s the image whose segment s holds the baseline: <c>value(s) = f(x) − f(x without s)</c>.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed; positive where hiding hurts the target. Cost: 1 + M model runs for M segments, whatever the number of targets.
/// It sees no interplay: what is shown twice can be hidden once for free.</para>
/// <para>M. D. Zeiler, R. Fergus: Visualizing and understanding convolutional networks. ECCV 2014, section 4.2, with segments for windows.</para>
/// </remarks>
public sealed class FeatureAblation : SegmentExplainer
{
    /// <summary>Feature ablation of a model.</summary>
    public FeatureAblation(IModel model, FeatureAblationOptions? options = null) : base(model, options ?? new()) { }

    /// <inheritdoc/>
    public override string Name => "Feature ablation";

    private protected override CoalitionGame Open(GameSetting setting) => new Game(setting);

    private sealed class Game(GameSetting setting) : CoalitionGame(setting)
    {
        private readonly double[][] _drops = [.. Enumerable.Range(0, setting.Objectives).Select(_ => new double[setting.Segments])];

        public override int Count => Setting.Segments;

        protected override void Draw(int sample, Span<float> kept)
        {
            kept.Fill(1);
            kept[sample] = 0;
        }

        protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values)
        {
            for (int o = 0; o < values.Length; o++) _drops[o][sample] = Setting.Untouched[o] - values[o];
        }

        protected override Estimate Estimate(int objective) => new(_drops[objective], []);
    }
}
