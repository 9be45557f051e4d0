using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>What stands in a channel that <see cref="AblationCam"/> takes away.</summary>
public enum ChannelAblation
{
    /// <summary>Zeros, as in the paper.</summary>
    Zero,

    /// <summary>As pytorch-grad-cam: zeros where the layer's least value is exactly 0, else far below it, <c>min − 1e7·(1 + c mod 32)</c> for channel c. Such values overwhelm what
    /// follows: a softmax or norm behind them answers something else than "without this channel".</summary>
    BelowMinimum,
}

/// <summary>Parameters of <see cref="AblationCam"/>.</summary>
public sealed record AblationCamOptions : CamOptions
{
    /// <summary>What stands in a channel that is taken away.</summary>
    public ChannelAblation Ablation { get; init; }
}

/// <summary>Ablation-CAM: the planes of a layer, each weighted by the share of the score that is lost without it.</summary>
/// <remarks>
/// <para>Answers: which features of the layer does the score need? It asks the rest of the network instead of its gradient, so that saturation cannot hide a feature.</para>
/// <para>With y the score and y_c the score when channel c of the layer is replaced: <c>w_c = (y − y_c) / y</c>, <c>map = Σ_c w_c·A_c</c>, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. For a negative score the signs turn: what raises it counts as needed. In a token layer the channel is replaced in every token, class tokens included.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed). Cost: one model run, and C runs of the network behind the layer for each target and layer, C its channels.</para>
/// <para>Desai, Ramaswamy: Ablation-CAM: visual explanations for deep convolutional network via gradient-free localization. WACV 2020.</para>
/// </remarks>
public sealed class AblationCam : Cam
{
    private const float FarBelow = 1e7f;
    private const int Group = 32;

    private readonly IResumableModel _model;
    private readonly ChannelAblation _ablation;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The ablation is not defined.</exception>
    public AblationCam(IResumableModel model, AblationCamOptions? options = null) : base(model, options)
    {
        _model = model;
        _ablation = (options ?? new()).Ablation.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "Ablation-CAM";

    /// <inheritdoc/>
    protected override string Parameters => _ablation == ChannelAblation.Zero ? "" : $"{_ablation}";

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => layer.Maps!.Value.Channels;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The untouched score is 0, so that no share of it is lost or kept.</exception>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Score == 0) throw new InvalidOperationException($"Expected a {view.Objective.Description} other than 0 for {Name}, got 0.");
        float least = TensorPrimitives.Min(view.Values.Span);
        double[] without = LayerEdits.Scores(_model, view, view.Shape.Channels, (channel, values) => Replace(view.Layer, values, channel, Ablated(channel, least)));
        view.Combine(Array.ConvertAll(without, score => (view.Score - score) / view.Score), map);
    }

    private float Ablated(int channel, float least) =>
        _ablation == ChannelAblation.Zero || least == 0 ? 0 : least - (FarBelow * (1 + (channel % Group)));

    private static void Replace(LayerInfo layer, Span<float> values, int channel, float value)
    {
        var shape = layer.Maps!.Value;
        if (layer.Layout == LayerLayout.ChannelsFirst)
        {
            values.Slice(channel * shape.PlaneLength, shape.PlaneLength).Fill(value);
            return;
        }
        for (int i = channel; i < values.Length; i += shape.Channels) values[i] = value;
    }
}
