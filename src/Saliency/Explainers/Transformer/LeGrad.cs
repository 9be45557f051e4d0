namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="LeGrad"/>.</summary>
public sealed record LeGradOptions
{
    /// <summary>How many of the last blocks are read, at least 1; all where there are fewer. 2 is the published code's; early blocks add noise.</summary>
    public int LastBlocks { get; init; } = 2;

    /// <summary>A heat map of the input's size, or the values at the size of the token grid.</summary>
    public CamFinish Finish { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>LeGrad: how much more attention to a token, from any token in the last blocks, would raise the score.</summary>
/// <remarks>
/// <para>With ∇A_l the gradient of the score with respect to the attention of block l, heads × T × T: <c>map_j = mean over blocks l, heads h, tokens i of (∇A_l[h, i, j])⁺</c>,
/// class tokens dropped.</para>
/// <para>The paper gives every block a score of its own, by applying the pooling and the classifier to that block's tokens. A model file has one classifier at its end and does not
/// say how to apply it earlier, so that here every block is differentiated for the final score: the same for the last block, and for the blocks before it what they do
/// through the ones after.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: H×W, in units of the score, never negative). Cost: one forward and one backward run. Refuses models whose
/// attention is not between all tokens, such as Swin's.</para>
/// <para>Bousselham, Boggust, Chaybouti, Strobelt, Kuehne: LeGrad: An Explainability Method for Vision Transformers via Feature Formation Sensitivity. ICCV 2025.</para>
/// </remarks>
public sealed class LeGrad : IExplainer
{
    private readonly AttentionCam _cam;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The model is no transformer whose every block attends from all tokens to all: the message says what it is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of blocks is below 1, or an option is not defined.</exception>
    public LeGrad(IDifferentiableModel model, LeGradOptions? options = null)
    {
        options ??= new LeGradOptions();
        if (options.LastBlocks < 1) throw new ArgumentOutOfRangeException(nameof(options), options.LastBlocks, "Expected at least 1 block.");
        _cam = AttentionCam.OfGradients(model, AttentionSurvey.Of(model).Last(options.LastBlocks), weights: false, Name, options.Finish, options.Scale, Reduce);
    }

    /// <inheritdoc/>
    public string Name => "LeGrad";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    private static void Reduce(AttentionMaps attention, Span<double> row)
    {
        int tokens = row.Length, blocks = attention.Survey.Names.Length;
        row.Clear();
        for (int block = 0; block < blocks; block++)
        {
            var gradients = attention.Gradients(block);
            double share = 1.0 / ((double)blocks * (gradients.Length / tokens));
            for (int at = 0; at < gradients.Length; at += tokens)
                for (int j = 0; j < tokens; j++) row[j] += share * Math.Max(0, gradients[at + j]);
        }
    }
}
