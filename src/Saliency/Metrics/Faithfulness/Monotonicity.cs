using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>Monotonicity: whether the score keeps rising while pixels are put back, the least important first.</summary>
/// <remarks>
/// <para>The image starts removed whole and gets its pixels back by rising absolute value of the map, ties broken by the lowest index. Curve: c_k = the score after
/// step k, k = 1..K. Value: the share of the K − 1 steps after the first at which the score does not fall, 1 where it never does.</para>
/// <para>0..1, higher is better; 1 for a single step. A map of another size is resized bilinearly; a constant map goes row by row. Cost: K + 1 model runs;
/// 225 for 224×224.</para>
/// <para>Arya and others: One explanation does not fit all: a toolkit and taxonomy of AI explainability techniques. 2019. There the answer is yes or no.</para>
/// </remarks>
public sealed class Monotonicity : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int[] _ends;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public Monotonicity(IModel model, OrderedRemovalOptions? options = null)
    {
        options ??= new OrderedRemovalOptions();
        _ends = OrderedRemovalOptions.EndsOfSteps(model, options);
        _test = new RemovalTest(model, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Monotonicity";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var size = new float[trial.Values.Length];
        TensorPrimitives.Abs(trial.Values, size);
        var groups = PixelGroups.Ranked(size, RemovalOrder.LeastRelevantFirst, _ends);
        var scores = trial.ScoresWithout(groups.Count, (step, removed) => groups.From(step + 1, removed));
        int kept = scores.Zip(scores.Skip(1), (before, after) => after >= before).Count(rises => rises);
        return new MetricResult(scores.Length == 1 ? 1 : (double)kept / (scores.Length - 1), new Curve(groups.Shares()[1..], ImmutableArray.Create(scores)));
    }
}
