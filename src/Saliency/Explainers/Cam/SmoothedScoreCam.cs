using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="SmoothedScoreCam"/>; the defaults are torch-cam's.</summary>
public sealed record SmoothedScoreCamOptions : CamOptions
{
    /// <summary>Noisy masks for each channel, n.</summary>
    public int Samples { get; init; } = 35;

    /// <summary>Standard deviation of the noise on a mask, which itself lies in 0..1.</summary>
    public double Deviation { get; init; } = 2;

    /// <summary>Noise of the same seed is the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>SS-CAM, smoothed Score-CAM: Score-CAM whose scores are averaged over noisy masks.</summary>
/// <remarks>
/// <para>Answers what <see cref="ScoreCam"/> does, less dependent on the exact mask.</para>
/// <para>With M_c as in <see cref="ScoreCam"/> and noise ε drawn anew for each sample and pixel: <c>w = softmax over c of mean f(x⊙(M_c + ε))</c>, <c>map = Σ_c w_c·A_c</c>, then by default the common
/// chain of <see cref="CamFinish.HeatMap"/>. This is the paper's variant with noise on the feature map, as torch-cam has it.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: that of the activations). Cost: 1 + n·C model runs for each target and layer: the dearest of the family.</para>
/// <para>Wang, Naidu, Michael, Kundu: SS-CAM: smoothed Score-CAM for sharper visual feature localization. 2020, arXiv 2006.14255.</para>
/// </remarks>
public sealed class SmoothedScoreCam : Cam
{
    private readonly ILayeredModel _model;
    private readonly SmoothedScoreCamOptions _options;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample, or the deviation is negative or not finite.</exception>
    public SmoothedScoreCam(ILayeredModel model, SmoothedScoreCamOptions? options = null) : base(model, options)
    {
        _model = model;
        _options = options ?? new SmoothedScoreCamOptions();
        if (_options.Samples < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.Samples, "Expected at least one sample.");
        _options.Deviation.EnsureNotNegative(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "SS-CAM";

    /// <inheritdoc/>
    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"samples {_options.Samples}, deviation {_options.Deviation}, seed {_options.Seed}");

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => checked(layer.Maps!.Value.Channels * _options.Samples);

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        view.Combine(ChannelScores.Softmax(ChannelScores.Of(_model, view, _options.Samples, AddNoise)), map);
    }

    private void AddNoise(int sample, int repeat, Span<float> mask)
    {
        var random = new CounterRandom(_options.Seed, (ulong)sample);
        for (int i = 0; i < mask.Length; i++) mask[i] += (float)(_options.Deviation * random.NextGaussian());
    }
}
