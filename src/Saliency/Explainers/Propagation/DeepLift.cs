namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="DeepLift"/>.</summary>
public sealed record DeepLiftOptions
{
    /// <summary>What the image is compared with; zero, which is the data set's mean in usual preprocessing, as captum.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps completeness.</summary>
    public ChannelReduction Reduction { get; init; }
}

/// <summary>DeepLIFT, rescale rule: the difference in score between an image and a baseline, shared out among the differences of their pixels.</summary>
/// <remarks>
/// <para>Answers: which pixels, put from the baseline to what they are, moved the score. Like integrated gradients it adds up exactly, at the cost of one pass instead of fifty.</para>
/// <para><c>a = m ⊙ (x − x′)</c>, with multipliers m carried back as gradients are, only that a function of one value gets <c>Δy/Δx</c> for its slope; so
/// <c>Σ a = f(x) − f(x′)</c>, and what rounding leaves is <see cref="Attribution.CompletenessGap"/>. The score is as the model
/// gives it, usually a logit. Maxima: captum's rule, overlapping windows added up.
/// Products of two values that vary (gates, attention) get the middle of the two images for the other factor, which keeps the sum.</para>
/// <para>Shapes: input and attribution C×H×W. Signed. Cost: 2 model runs and a pass back for one of them, and a run before where the target depends on the answer (measured: docs/explainers/propagation.md).</para>
/// <para>Shrikumar, Greenside, Kundaje: Learning important features through propagating activation differences. ICML 2017, section 3.5.</para>
/// </remarks>
public sealed class DeepLift : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The baseline does not fit the model's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public DeepLift(IPropagatingModel model, DeepLiftOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentNullException.ThrowIfNull(options.Baseline, nameof(options));
        Run = new PairedDifferences(model, Name, [options.Baseline]).Run;
    }

    /// <inheritdoc/>
    public override string Name => "DeepLIFT";

    private protected override AttributionRun Run { get; }
}
