namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="DeepShap"/>.</summary>
public sealed record DeepShapOptions
{
    /// <summary>The background: at least one baseline. Ten to a hundred images of the training set are usual.</summary>
    public required IReadOnlyList<Baseline> Background { get; init; }

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps completeness.</summary>
    public ChannelReduction Reduction { get; init; }
}

/// <summary>DeepSHAP: the mean of DeepLIFT over background images, an approximation of Shapley values.</summary>
/// <remarks>
/// <para>Answers: which pixels set this image apart from a typical one. With k background images x′: <c>a = 1/k Σ m(x, x′) ⊙ (x − x′)</c>, and
/// <c>Σ a = f(x) − mean f(x′)</c>; what rounding leaves is <see cref="Attribution.CompletenessGap"/>. The rules are <see cref="DeepLift"/>'s.</para>
/// <para>Shapes: input and attribution C×H×W. Signed. Cost: 2k model runs, k of them with a pass back, and one before where the target depends on the answer.</para>
/// <para>Lundberg, Lee: A unified approach to interpreting model predictions. NIPS 2017, section 4.2.</para>
/// </remarks>
public sealed class DeepShap : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">There is no background, or it does not fit the model's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public DeepShap(IPropagatingModel model, DeepShapOptions options) : base((options ?? throw new ArgumentNullException(nameof(options))).Reduction)
    {
        ArgumentNullException.ThrowIfNull(options.Background, nameof(options));
        if (options.Background.Count == 0) throw new ArgumentException("Expected at least one background image, got none.", nameof(options));
        Run = new PairedDifferences(model, Name, [.. options.Background]).Run;
    }

    /// <inheritdoc/>
    public override string Name => "DeepSHAP";

    private protected override AttributionRun Run { get; }
}
