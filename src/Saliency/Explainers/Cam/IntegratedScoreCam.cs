using System.Globalization;
using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="IntegratedScoreCam"/>.</summary>
public sealed record IntegratedScoreCamOptions : CamOptions
{
    /// <summary>Steps of the integral for each channel, n; torch-cam's default.</summary>
    public int Steps { get; init; } = 10;
}

/// <summary>IS-CAM, integrated Score-CAM: Score-CAM whose scores are averaged while the mask opens.</summary>
/// <remarks>
/// <para>Answers what <see cref="ScoreCam"/> does; a pattern counts that makes the score early on the way from nothing to itself.</para>
/// <para>With M_c as in <see cref="ScoreCam"/>: <c>w = softmax over c of mean over i = 1..n of f(x⊙(i/n)·M_c)</c>, <c>map = Σ_c w_c·A_c</c>, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. The path is straight and ends at the mask itself; torch-cam's factors add up instead (1/n, 3/n, 6/n …) and leave the image's range.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: that of the activations). Cost: 1 + n·C model runs for each target and layer.</para>
/// <para>Naidu, Ghosh, Maurya, Nayak K, Kundu: IS-CAM: integrated Score-CAM for axiomatic-based explanations. 2020, arXiv 2010.03023.</para>
/// </remarks>
public sealed class IntegratedScoreCam : Cam
{
    private readonly ILayeredModel _model;
    private readonly int _steps;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    public IntegratedScoreCam(ILayeredModel model, IntegratedScoreCamOptions? options = null) : base(model, options)
    {
        _model = model;
        _steps = (options ?? new IntegratedScoreCamOptions()).Steps;
        if (_steps < 1) throw new ArgumentOutOfRangeException(nameof(options), _steps, "Expected at least one step.");
    }

    /// <inheritdoc/>
    public override string Name => "IS-CAM";

    /// <inheritdoc/>
    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"steps {_steps}");

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => checked(layer.Maps!.Value.Channels * _steps);

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        view.Combine(ChannelScores.Softmax(ChannelScores.Of(_model, view, _steps, Dim)), map);
    }

    private void Dim(int sample, int repeat, Span<float> mask) => TensorPrimitives.Multiply(mask, (repeat + 1f) / _steps, mask);
}
