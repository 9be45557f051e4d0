using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Integrated gradients: the gradient averaged along the straight line from a baseline, times the way gone.</summary>
/// <remarks>
/// <para>Answers: how much of the score's rise from the baseline to the image does each number of the input bring?</para>
/// <para><c>a = (x − b) ⊙ ∫₀¹ ∂f(b + α(x − b))/∂x dα ≈ (x − b) ⊙ Σᵢ wᵢ ∂f(b + αᵢ(x − b))/∂x</c>, the places and weights by <see cref="IntegratedGradientsOptions.Rule"/>.</para>
/// <para>Input 1×C×H×W; attributions signed, in units of the score. They add up to f(x) − f(b) as nearly as the sum is the integral: what is missing is
/// <see cref="Attribution.CompletenessGap"/>. The map, H×W, is <c>Σ_c a_c</c> by default. A pixel equal to its baseline gets 0.</para>
/// <para>Cost: <see cref="IntegratedGradientsOptions.Steps"/> runs with gradient and two without. Memory does not grow with the steps.</para>
/// <para>Sundararajan, Taly, Yan: Axiomatic attribution for deep networks. ICML 2017, equations 1 and 3.</para>
/// </remarks>
public sealed class IntegratedGradients : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The baseline does not fit the model's input.</exception>
    public IntegratedGradients(IDifferentiableModel model, IntegratedGradientsOptions? options = null) : base((options ??= new()).Reduction)
    {
        var (line, rule) = (LineOf(model, options.Baseline), Quadrature.Of(options.Rule, options.Steps));
        Run = new PathMethod(model, Name, AttributedValue.Image(model), options.Scale, rule.Count, input => new Sum(line(input), rule, input.Shape.Length))
        {
            Start = options.Baseline.Fill,
            Options = options.ToString(),
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "Integrated gradients";

    private protected override AttributionRun Run { get; }

    /// <summary>Refuses a baseline that does not fit the model, and makes the lines from it.</summary>
    internal static Func<ModelInput, StraightLine> LineOf(IModel model, Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(baseline);
        _ = new StraightLine(new ModelInput(model.InputShape, new float[model.InputShape.Length]), baseline);
        return input => new StraightLine(input, baseline);
    }

    private sealed class Sum(StraightLine line, Quadrature rule, int length) : IGradientPath
    {
        private readonly double[] _sum = new double[length];

        public void Fill(int step, Span<float> image, Span<float> scratch) => line.Fill(rule.Places[step], image);

        public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch) =>
            WeightedPlaneSum.Add(gradient, [rule.Weights[step]], _sum);

        public double[] Finish()
        {
            line.MultiplyByDifference(_sum);
            return _sum;
        }
    }
}
