using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Monotonicity correlation: whether pixels that a map holds more important change the score more, in rank.</summary>
/// <remarks>
/// <para>Pixels by rising absolute value, so many at a step, ties broken by the lowest index. Each step alone is removed:
/// <c>Spearman(Σ |map| over it, (f(x') − f(x))² / f(x)²)</c> over the steps. (The division changes no rank and is left out.)</para>
/// <para>−1..1, higher is better; 0 for a constant map, and where the changes are all the same. A map of another size is resized bilinearly. Cost: one model run, and one for
/// each step; 225 for 224×224.</para>
/// <para>Nguyen, Rodríguez Martínez: On quantitative aspects of model interpretability. 2020.</para>
/// </remarks>
public sealed class MonotonicityCorrelation : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int[] _ends;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public MonotonicityCorrelation(IModel model, OrderedRemovalOptions? options = null)
    {
        options ??= new OrderedRemovalOptions();
        _ends = OrderedRemovalOptions.EndsOfSteps(model, options);
        _test = new RemovalTest(model, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Monotonicity correlation";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        if (trial.IsFlat) return new MetricResult(0);
        var size = new float[trial.Values.Length];
        TensorPrimitives.Abs(trial.Values, size);
        var groups = PixelGroups.Ranked(size, RemovalOrder.LeastRelevantFirst, _ends);
        double[] changes = Array.ConvertAll(trial.DropsWithout(groups.Count, groups.Alone), drop => drop * drop);
        return new MetricResult(Correlation.Spearman(groups.Sums(size), changes));
    }
}
