namespace Saliency.Explainers;

/// <summary>How <see cref="LayerConductance"/> adds up the parts of its path.</summary>
public enum ConductanceRule
{
    /// <summary>The mean of the gradients at both ends of each of n even parts, from the baseline to the image: nearer to completeness.</summary>
    Trapezoid,

    /// <summary>The gradient at the beginning of each part between n + 1 nodes of Gauss and Legendre; what lies before the first and behind the last is left out. Captum's.</summary>
    Captum,
}

/// <summary>Parameters of <see cref="LayerConductance"/>.</summary>
public sealed record LayerConductanceOptions
{
    /// <summary>The layer to look at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>Parts that the path is cut into, n.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>How the parts are added up: by default the trapezoid rule; captum's numbers need captum's.</summary>
    public ConductanceRule Rule { get; init; }

    /// <summary>Where the path starts: by default zeros in model space.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>How a map is made of the layer's channels: by default their signed sum, which keeps completeness.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Conductance of a layer: integrated gradients, as they flow through each of the layer's numbers.</summary>
/// <remarks>
/// <para>Answers: how much of the score's rise from the baseline to the image passes through each number of the layer?</para>
/// <para><c>a = ∫ ∂f/∂A ⊙ dA</c> along the straight line from the baseline, with <c>Aᵢ</c> and <c>gᵢ = ∂f/∂A</c> at α = i/n: <c>a ≈ Σᵢ ½(gᵢ₋₁ + gᵢ) ⊙ (Aᵢ − Aᵢ₋₁)</c>, the
/// trapezoid rule; <see cref="ConductanceRule.Captum"/> is <c>Σᵢ gᵢ₋₁ ⊙ (Aᵢ − Aᵢ₋₁)</c> between nodes of Gauss and Legendre.</para>
/// <para>Attributions have the layer's extent, C×h×w, signed, in units of the score; <see cref="Attribution.CompletenessGap"/> is what they, class tokens included, are away from
/// f(x) − f(b): not small where a skip connection passes the layer by. The map is <c>Σ_c a_c</c> by default, enlarged bilinearly to the input's H×W.</para>
/// <para>Cost: <see cref="LayerConductanceOptions.Steps"/> + 1 runs with gradient and two without.</para>
/// <para>Dhamdhere, Sundararajan, Yan: How important is a neuron? ICLR 2019.</para>
/// </remarks>
public sealed class LayerConductance : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent, or the baseline does not fit the model's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LayerConductance(IDifferentiableModel model, LayerConductanceOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps);
        options.Rule.EnsureDefined(nameof(options));
        var (value, line) = (AttributedValue.OfLayer(model, options.Layer), IntegratedGradients.LineOf(model, options.Baseline));
        bool bothEnds = options.Rule == ConductanceRule.Trapezoid;
        double[] places = bothEnds
            ? [.. Enumerable.Range(0, options.Steps + 1).Select(i => (double)i / options.Steps)]
            : Quadrature.Of(IntegrationRule.GaussLegendre, options.Steps + 1).Places;
        Run = new PathMethod(model, Name, value, options.Scale, places.Length, input => new Flow(line(input), places, bothEnds, value.Length))
        {
            Start = options.Baseline.Fill,
            Options = $"{options.Steps} steps, {options.Rule}, baseline {options.Baseline}, {options.Scale}",
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "Layer conductance";

    private protected override AttributionRun Run { get; }

    private sealed class Flow(StraightLine line, double[] places, bool bothEnds, int length) : IGradientPath
    {
        private readonly double[] _sum = new double[length];
        private readonly float[] _activation = new float[length], _gradient = new float[length];

        public void Fill(int step, Span<float> image, Span<float> scratch) => line.Fill(places[step], image);

        public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch)
        {
            for (int i = 0; step > 0 && i < _sum.Length; i++)
                _sum[i] += (bothEnds ? ((double)_gradient[i] + gradient[i]) / 2 : _gradient[i]) * ((double)value[i] - _activation[i]);
            value.CopyTo(_activation);
            gradient.CopyTo(_gradient);
        }

        public double[] Finish() => _sum;
    }
}
