using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GradientRollout"/>.</summary>
public sealed record GradientRolloutOptions
{
    /// <summary>A heat map of the input's size, or the relevance at the size of the token grid.</summary>
    public CamFinish Finish { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Gradient-weighted attention rollout (generic attention explainability): from which tokens the class token has what speaks for the target.</summary>
/// <remarks>
/// <para>With A_l the attention of block l, heads × T × T, and ∇A_l the gradient of the score with respect to it: <c>Ē_l = mean over heads of (∇A_l ⊙ A_l)⁺</c>,
/// <c>R ← R + Ē_l·R</c> from R = I through the blocks in order; the map is the class token's row of R without the class tokens. Without a class token
/// it is the mean of all rows, less I.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: H×W, in units of the score, never negative). Cost: one forward and one backward run; the gradients of all blocks come from the
/// same run and take twice their attention's memory. Refuses models whose attention is not between all tokens, such as Swin's.</para>
/// <para>Chefer, Gur, Wolf: Generic Attention-model Explainability for Interpreting Bi-Modal and Encoder-Decoder Transformers. ICCV 2021, equations 5 and 6.</para>
/// </remarks>
public sealed class GradientRollout : IExplainer
{
    private readonly AttentionCam _cam;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The model is no transformer whose every block attends from all tokens to all: the message says what it is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public GradientRollout(IDifferentiableModel model, GradientRolloutOptions? options = null)
    {
        options ??= new();
        _cam = AttentionCam.OfGradients(model, AttentionSurvey.Of(model), weights: true, Name, options.Finish, options.Scale, Reduce);
    }

    /// <inheritdoc/>
    public string Name => "Gradient rollout";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    // One row of (I + Ē_L) · … · (I + Ē_1), from the last block to the first.
    private static void Reduce(AttentionMaps attention, Span<double> row)
    {
        int tokens = row.Length;
        double[] start = new double[tokens], next = new double[tokens];
        TokenRow.Start(attention.Survey, row);
        row.CopyTo(start);
        for (int block = attention.Survey.Names.Length - 1; block >= 0; block--)
        {
            ReadOnlySpan<float> weights = attention.Weights(block), gradients = attention.Gradients(block);
            int heads = attention.Survey.Heads[block];
            row.CopyTo(next);
            for (int h = 0; h < heads; h++)
                for (int i = 0; i < tokens; i++)
                {
                    int at = ((h * tokens) + i) * tokens;
                    double share = row[i] / heads;
                    for (int j = 0; j < tokens; j++) next[j] += share * Math.Max(0, (double)gradients[at + j] * weights[at + j]);
                }
            next.CopyTo(row);
        }
        TensorPrimitives.Subtract(row, start, row);
    }
}
