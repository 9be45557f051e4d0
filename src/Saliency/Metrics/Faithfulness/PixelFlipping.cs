using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>Pixel flipping: the scores left while the pixels that a map holds most important are removed, one step after the other.</summary>
/// <remarks>
/// <para>Curve: c_k = the score without the pixels of steps 1 to k, by falling value, ties broken by the lowest index; the untouched score is not in it.
/// Value: <c>Σ c_k − c_1/2 − c_K/2</c>, the area with steps of one, as Quantus: it grows with the number of steps. <see cref="Deletion"/> divides by it.</para>
/// <para>Lower is better. A map of another size is resized bilinearly; a constant map goes row by row. Cost: K + 1 model runs; 225 for 224×224.</para>
/// <para>Bach, Binder, Montavon, Klauschen, Müller, Samek: On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation.
/// PLoS ONE 10(7), 2015.</para>
/// </remarks>
public sealed class PixelFlipping : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int[] _ends;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public PixelFlipping(IModel model, OrderedRemovalOptions? options = null)
    {
        options ??= new OrderedRemovalOptions();
        _ends = OrderedRemovalOptions.EndsOfSteps(model, options);
        _test = new RemovalTest(model, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Pixel flipping";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var groups = PixelGroups.Ranked(trial.Values, RemovalOrder.MostRelevantFirst, _ends);
        var scores = trial.ScoresWithout(groups.Count, (step, removed) => groups.Before(step + 1, removed));
        return new MetricResult(Area.Trapezoid(scores), new Curve(groups.Shares()[1..], ImmutableArray.Create(scores)));
    }
}
