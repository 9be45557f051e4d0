using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Completeness"/>.</summary>
public sealed record CompletenessOptions
{
    /// <summary>The image without anything: what the explainer compared with.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score: what the explainer explained.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Native;
}

/// <summary>Completeness: how far a map's values are from adding up to what the image adds to the score.</summary>
/// <remarks>
/// <para><c>|Σ map − (f(x) − f(baseline))|</c>.</para>
/// <para>0 and up, in the score's units, lower is better; 0 for contributions of a linear model. Only methods that promise completeness (integrated gradients, DeepLIFT,
/// Shapley values) can be asked for it, with their own baseline and scale. A map of another size is resized bilinearly, which changes its sum. Cost: two model runs.</para>
/// <para>Sundararajan, Taly, Yan: Axiomatic attribution for deep networks. ICML 2017. (Quantus asks for exact equality of floats.)</para>
/// </remarks>
public sealed class Completeness : IModelMetric
{
    private readonly RemovalTest _test;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The baseline does not fit the model's input, or the scale is not defined.</exception>
    public Completeness(IModel model, CompletenessOptions? options = null)
    {
        options ??= new CompletenessOptions();
        _test = new RemovalTest(model, options.Baseline, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Completeness";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        double added = trial.DropsWithout(1, (_, removed) => removed.Fill(true))[0];
        return new MetricResult(Math.Abs(DoubleSums.Sum(trial.Values) - added));
    }
}
