namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="DeepShap"/>.</summary>
public sealed record DeepShapOptions
{
    /// <summary>The background: at least one baseline. Ten to a hundred images of the training set are usual.</summary>
    public required IReadOnlyList<Baseline> Background { get; init; }

    /// <summary>How the channels become one map. The sum keeps completeness.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.Sum;
}

/// <summary>DeepSHAP: the mean of DeepLIFT over background images, an approximation of Shapley values.</summary>
/// <remarks>
/// <para>Answers: which pixels set this image apart from a typical one. With k background images x′: <c>a = 1/k Σ m(x, x′) ⊙ (x − x′)</c>, and
/// <c>Σ a = f(x) − mean f(x′)</c>; what rounding leaves is <see cref="Attribution.CompletenessGap"/>. The rules are <see cref="DeepLift"/>'s.</para>
/// <para>Shapes: input and attribution C×H×W. Signed. Cost: 1 + 2k model runs, k of them with a pass back.</para>
/// <para>Lundberg, Lee: A unified approach to interpreting model predictions. NIPS 2017, section 4.2.</para>
/// </remarks>
public sealed class DeepShap : IAttributor
{
    private readonly PairedDifferences _pairs;
    private readonly ChannelReduction _reduction;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">There is no background, or it does not fit the model's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public DeepShap(IPropagatingModel model, DeepShapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Background, nameof(options));
        if (options.Background.Count == 0) throw new ArgumentException("Expected at least one background image, got none.", nameof(options));
        _reduction = BackwardPass.Defined(options.Reduction);
        _pairs = new PairedDifferences(model, Name, [.. options.Background]);
    }

    /// <inheritdoc/>
    public string Name => "DeepSHAP";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        BackwardPass.Maps(Attribute(inputs, target, context, cancellationToken), _reduction);

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _pairs.Attribute(inputs, target, context, cancellationToken);
}
