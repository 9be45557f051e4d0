using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Faithfulness estimate: whether removing pixels costs as much score as the map says they are worth.</summary>
/// <remarks>
/// <para>Pixels by falling value, so many at a step, ties broken by the lowest index. Each step alone is removed: <c>Pearson(Σ of the map over it, f(x) − f(x'))</c>
/// over the steps.</para>
/// <para>−1..1, higher is better; 0 for a constant map, and where the losses are all the same. A map of another size is resized
/// bilinearly. Cost: one model run, and one for each step; 225 for 224×224.</para>
/// <para>Alvarez-Melis, Jaakkola: Towards robust interpretability with self-explaining neural networks. NeurIPS 2018.</para>
/// </remarks>
public sealed class FaithfulnessEstimate : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int[] _ends;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public FaithfulnessEstimate(IModel model, OrderedRemovalOptions? options = null)
    {
        options ??= new OrderedRemovalOptions();
        _ends = OrderedRemovalOptions.EndsOfSteps(model, options);
        _test = new RemovalTest(model, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Faithfulness estimate";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        if (trial.IsFlat) return new MetricResult(0);
        var groups = PixelGroups.Ranked(trial.Values, RemovalOrder.MostRelevantFirst, _ends);
        return new MetricResult(Correlation.Pearson(groups.Sums(trial.Values), trial.DropsWithout(groups.Count, groups.Alone)));
    }
}
