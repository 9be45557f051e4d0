using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>How the attention of a block's heads becomes one matrix.</summary>
public enum HeadFusion
{
    /// <summary>Their mean, as the paper has it.</summary>
    Mean,

    /// <summary>The largest weight.</summary>
    Maximum,

    /// <summary>The smallest weight: where all heads look.</summary>
    Minimum,
}

/// <summary>Parameters of <see cref="AttentionRollout"/>.</summary>
public sealed record AttentionRolloutOptions
{
    /// <summary>How heads become one matrix.</summary>
    public HeadFusion Fusion { get; init; }

    /// <summary>The share of a block's lowest weights that count as zero, at least 0 and below 1: 0 is the paper's; vit-explain suggests 0.9 with <see cref="HeadFusion.Maximum"/>.</summary>
    public double DiscardRatio { get; init; }

    /// <summary>A heat map of the input's size, or the class token's attention at the size of the token grid.</summary>
    public CamFinish Finish { get; init; }
}

/// <summary>Attention rollout: from which tokens the class token has its information, all blocks together.</summary>
/// <remarks>
/// <para>Answers: where does the network look, whatever the class? With A_l the attention of block l, T×T after <see cref="HeadFusion"/>, and half of every token handed on
/// past it: <c>Â_l = (A_l + I)/2</c>, its rows scaled to sum 1, <c>R = Â_L · … · Â_1</c>; the map is the class token's row of R without the class tokens. Without a class token
/// it is the mean of all rows.</para>
/// <para><see cref="AttentionRolloutOptions.DiscardRatio"/> sets the lowest <c>⌊ratio·T²⌋</c> weights of each block to zero before that, never the class token's own
/// (vit-explain; equal weights go by the lowest index; its code scales columns there, this rows).</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: H×W shares of 1 less what stays with class tokens, never negative). Cost: one model run. The target does not matter; it
/// is checked and named. Refuses models whose attention is not between all tokens, such as Swin's.</para>
/// <para>Abnar, Zuidema: Quantifying Attention Flow in Transformers. ACL 2020, section 3.</para>
/// </remarks>
public sealed class AttentionRollout : IExplainer
{
    private readonly AttentionCam _cam;
    private readonly AttentionRolloutOptions _options;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The model is no transformer whose every block attends from all tokens to all: the message says what it is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fusion is not defined, or the ratio is out of its range.</exception>
    public AttentionRollout(ILayeredModel model, AttentionRolloutOptions? options = null)
    {
        _options = options ??= new AttentionRolloutOptions();
        options.Fusion.EnsureDefined(nameof(options));
        if (!(options.DiscardRatio is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.DiscardRatio, "Expected a discard ratio of at least 0 and below 1.");
        _cam = AttentionCam.OfWeights(model, AttentionSurvey.Of(model), Name, options.Finish,
            string.Create(CultureInfo.InvariantCulture, $"heads {options.Fusion}, discard {options.DiscardRatio}"), Reduce);
    }

    /// <inheritdoc/>
    public string Name => "Attention rollout";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    // Only one row of the product is wanted: it goes from the last block to the first, a vector times a matrix each time.
    private void Reduce(AttentionMaps attention, Span<double> row)
    {
        int tokens = row.Length;
        double[] fused = new double[tokens * tokens], next = new double[tokens];
        TokenRow.Start(attention.Survey, row);
        for (int block = attention.Survey.Names.Length - 1; block >= 0; block--)
        {
            Fuse(attention.Weights(block), fused);
            Discard(fused, attention.Survey.ClassTokens > 0);
            next.AsSpan().Clear();
            for (int i = 0; i < tokens; i++)
            {
                var weights = fused.AsSpan(i * tokens, tokens);
                row[i] /= TensorPrimitives.Sum<double>(weights) + 1;
                TensorPrimitives.MultiplyAdd(weights, row[i], next, next);
            }
            // What goes past the attention comes last, so that every token's sum has the same order and even attention gives an even map.
            TensorPrimitives.Add(next, row, next);
            next.CopyTo(row);
        }
    }

    private void Fuse(ReadOnlySpan<float> heads, Span<double> fused)
    {
        int count = heads.Length / fused.Length;
        for (int k = 0; k < fused.Length; k++)
        {
            double value = heads[k];
            for (int h = 1; h < count; h++)
            {
                float other = heads[(h * fused.Length) + k];
                value = _options.Fusion switch
                {
                    HeadFusion.Mean => value + other,
                    HeadFusion.Maximum => Math.Max(value, other),
                    _ => Math.Min(value, other),
                };
            }
            fused[k] = _options.Fusion == HeadFusion.Mean ? value / count : value;
        }
    }

    private void Discard(Span<double> fused, bool keepFirst)
    {
        int count = (int)(fused.Length * _options.DiscardRatio);
        if (count == 0) return;
        var negated = new float[fused.Length];
        for (int k = 0; k < negated.Length; k++) negated[k] = (float)-fused[k];
        var order = new int[negated.Length];
        Ranking.Descending(negated, order);
        foreach (int k in order.AsSpan(0, count))
            if (k > 0 || !keepFirst) fused[k] = 0;
    }
}
