using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="InternalInfluence"/>; the defaults are captum's.</summary>
public sealed record InternalInfluenceOptions
{
    /// <summary>The layer to look at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>Gradients taken along the path, n.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Where, and how they are added up.</summary>
    public IntegrationRule Rule { get; init; }

    /// <summary>Where the path starts: by default zeros in model space.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>How a map is made of the layer's channels: by default their signed sum.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Internal influence: the gradient with respect to a layer, averaged along the straight line from a baseline to the image.</summary>
/// <remarks>
/// <para>Answers: which of a layer's numbers, changed a little, change the score most, on the whole way from nothing to the image?</para>
/// <para><c>a = Σᵢ wᵢ ∂f(b + αᵢ(x − b))/∂A</c>, places and weights by <see cref="InternalInfluenceOptions.Rule"/>. Attributions have the layer's extent, C×h×w, signed, in
/// units of the score per unit of the activation; the map is <c>Σ_c a_c</c> by default, enlarged bilinearly to the input's H×W.</para>
/// <para>Cost: one run and <see cref="InternalInfluenceOptions.Steps"/> with gradient.</para>
/// <para>Leino, Sen, Datta, Fredrikson, Li: Influence-directed explanations for deep convolutional networks. ITC 2018.</para>
/// </remarks>
public sealed class InternalInfluence : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent, or the baseline does not fit the model's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public InternalInfluence(IDifferentiableModel model, InternalInfluenceOptions? options = null) : base((options ??= new()).Reduction)
    {
        var (value, line, rule) = (AttributedValue.OfLayer(model, options.Layer), IntegratedGradients.LineOf(model, options.Baseline), Quadrature.Of(options.Rule, options.Steps));
        Run = new PathMethod(model, Name, value, options.Scale, rule.Count, input => new Sum(line(input), rule, value.Length))
        {
            Options = $"{rule.Count} steps, {options.Rule}, baseline {options.Baseline}, {options.Scale}",
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "Internal influence";

    private protected override AttributionRun Run { get; }

    private sealed class Sum(StraightLine line, Quadrature rule, int length) : IGradientPath
    {
        private readonly double[] _sum = new double[length];

        public void Fill(int step, Span<float> image, Span<float> scratch) => line.Fill(rule.Places[step], image);

        public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch) =>
            WeightedPlaneSum.Add(gradient, [rule.Weights[step]], _sum);

        public double[] Finish() => _sum;
    }
}
