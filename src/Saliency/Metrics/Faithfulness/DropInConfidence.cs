namespace Saliency.Metrics;

/// <summary>Drop in confidence: how much of the score is lost when only what a map holds important is left, as a difference of scores.</summary>
/// <remarks>
/// <para><c>max(0, f(x) − f(x'))</c> for one image, not divided by f(x), as pytorch-grad-cam has it.</para>
/// <para>x' is the image with the background hidden, <c>x' = x·m + fill·(1 − m)</c>, or the subject, <c>x' = x·(1 − m) + fill·m</c>; m is the map scaled to 0..1,
/// or 1 where it reaches a threshold. A map of another size is resized bilinearly; a constant map is scaled to zeros, which hides everything.</para>
/// <para>0..1; lower is better where the background is hidden, higher where the subject is. Cost: two model runs.</para>
/// <para>Chattopadhay, Sarkar, Howlader, Balasubramanian: Grad-CAM++: generalized gradient-based visual explanations for deep convolutional networks. WACV 2018. (There relative: <see cref="AverageDrop"/>.)</para>
/// </remarks>
public sealed class DropInConfidence : IModelMetric
{
    private readonly ConfidenceTest _test;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public DropInConfidence(IModel model, ConfidenceOptions? options = null) => _test = new ConfidenceTest(model, options);

    /// <inheritdoc/>
    public string Name => "Drop in confidence";

    /// <inheritdoc/>
    public Better Better => _test.OfLoss;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A soft mask leaves 0..1.</exception>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var (before, after) = _test.Ask(map, input, target, context, cancellationToken);
        return new MetricResult(Math.Max(0, before - after));
    }
}
