namespace Saliency.Metrics;

/// <summary>Average gain: the share of what was missing to certainty that is won when only what a map holds important is left.</summary>
/// <remarks>
/// <para><c>100 · max(0, f(x') − f(x)) / (1 − f(x))</c> for one image; its mean over images is the published number. A score of 1 can win nothing: 0.</para>
/// <para>x' is the image with the background hidden, <c>x' = x·m + fill·(1 − m)</c>, or the subject, <c>x' = x·(1 − m) + fill·m</c>; m is the map scaled to 0..1,
/// or 1 where it reaches a threshold. A map of another size is resized bilinearly; a constant map is scaled to zeros, which hides everything.</para>
/// <para>0..100; higher is better where the background is hidden, lower where the subject is. Cost: two model runs.</para>
/// <para>Zhang, Torres, Sicre, Avrithis, Ayache: Opti-CAM: optimizing saliency maps for interpretability. CVIU 2024.</para>
/// </remarks>
public sealed class AverageGain : IModelMetric
{
    private readonly ConfidenceTest _test;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public AverageGain(IModel model, ConfidenceOptions? options = null) => _test = new ConfidenceTest(model, options);

    /// <inheritdoc/>
    public string Name => "Average gain %";

    /// <inheritdoc/>
    public Better Better => _test.OfGain;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A soft mask leaves 0..1.</exception>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var (before, after) = _test.Ask(map, input, target, context, cancellationToken);
        return new MetricResult(before < 1 ? 100 * Math.Max(0, after - before) / (1 - before) : 0);
    }
}
