using System.Globalization;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GuidedIntegratedGradients"/>; the defaults are PAIR's.</summary>
public sealed record GuidedIntegratedGradientsOptions
{
    /// <summary>Gradients taken along the path, one after the other.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>The share of numbers, those of the smallest gradients, that is moved at a time; above 0, at most 1.</summary>
    public double Fraction { get; init; } = 0.25;

    /// <summary>How far a number may be ahead of or behind the straight line, as a share of the whole way: 0 is the straight line, 1 lets the path go free.</summary>
    public double MaximumDistance { get; init; } = 0.02;

    /// <summary>Where the path starts: by default zeros in model space.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps completeness. PAIR's pictures show <see cref="ChannelReduction.AbsoluteSum"/>.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Guided integrated gradients: integrated gradients along a path that moves the numbers of small gradients first.</summary>
/// <remarks>
/// <para>Answers: what integrated gradients answer, on a path that stays away from steep places that have nothing to do with the score, so with less noise.</para>
/// <para>Step t of T has to bring the image to the distance <c>‖x − b‖₁·(1 − t/T)</c> of its goal. At the gradient G of the point reached, the numbers of the smallest
/// |G| (the lower <see cref="GuidedIntegratedGradientsOptions.Fraction"/> quantile) move first, each as far as <see cref="GuidedIntegratedGradientsOptions.MaximumDistance"/>
/// lets it; every move Δ adds <c>Δ ⊙ G</c> to the attribution.</para>
/// <para>Input 1×C×H×W; attributions signed, in units of the score; what is missing from f(x) − f(b) is <see cref="Attribution.CompletenessGap"/>. The map, H×W, is
/// <c>Σ_c a_c</c> by default. The choice of numbers is discrete: a gradient that differs in its last digit, as on another device, can move a number at another step.</para>
/// <para>Cost: <see cref="GuidedIntegratedGradientsOptions.Steps"/> runs with gradient and two without, strictly one after the other; several inputs are run together.</para>
/// <para>Kapishnikov, Venugopalan, Avci, Wedin, Terry, Bolukbasi: Guided integrated gradients: an adaptive path method for removing noise. CVPR 2021.</para>
/// </remarks>
public sealed class GuidedIntegratedGradients : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The baseline does not fit the model's input.</exception>
    public GuidedIntegratedGradients(IDifferentiableModel model, GuidedIntegratedGradientsOptions? options = null) : base((options ??= new()).Reduction)
    {
        _ = IntegratedGradients.LineOf(model, options.Baseline);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps);
        if (!(options.Fraction is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), options.Fraction, "Expected a fraction above 0 and at most 1.");
        if (!(options.MaximumDistance is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), options.MaximumDistance, "Expected a distance of 0 to 1.");
        Run = new PathMethod(model, Name, AttributedValue.Image(model), options.Scale, options.Steps, input => new GuidedPath(input, options))
        {
            Sequential = true,
            Start = options.Baseline.Fill,
            Options = string.Create(CultureInfo.InvariantCulture,
                $"{options.Steps} steps, fraction {options.Fraction}, maximum distance {options.MaximumDistance}, baseline {options.Baseline}, {options.Scale}"),
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "Guided integrated gradients";

    private protected override AttributionRun Run { get; }
}
