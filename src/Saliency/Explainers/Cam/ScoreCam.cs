namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ScoreCam"/>.</summary>
public sealed record ScoreCamOptions : CamOptions;

/// <summary>Score-CAM: the planes of a layer, each weighted by the score of the image seen through it.</summary>
/// <remarks>
/// <para>Answers: which patterns of the layer, shown alone, make the target's score? It asks the model itself instead of its gradient, so that it works on every layered model.</para>
/// <para>With M_c the plane A_c enlarged to the input and scaled to 0..1, and f the score: <c>w = softmax over c of f(x⊙M_c)</c>, <c>map = Σ_c w_c·A_c</c>, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. The paper subtracts the score of a baseline image within the softmax, which changes nothing. Enlarging with aligned corners and logits: as
/// pytorch-grad-cam.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: that of the activations). Cost: 1 + C model runs for each target and layer, C the channels of the layer: hundreds to thousands.
/// With logits the softmax often leaves a few planes; with <see cref="ScoreScale.Probability"/> nearly all weigh the same.</para>
/// <para>Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu: Score-CAM: score-weighted visual explanations for convolutional neural networks. CVPR workshops 2020, section 3.</para>
/// </remarks>
public sealed class ScoreCam : Cam
{
    private readonly ILayeredModel _model;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public ScoreCam(ILayeredModel model, ScoreCamOptions? options = null) : base(model, options) => _model = model;

    /// <inheritdoc/>
    public override string Name => "Score-CAM";

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => layer.Maps!.Value.Channels;

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        view.Combine(ChannelScores.Softmax(ChannelScores.Of(_model, view, 1, (_, _, _) => { })), map);
    }
}
