using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>Selectivity: the scores left while whole patches are removed, by the mean of the map over them.</summary>
/// <remarks>
/// <para>Curve: c_k = the score without the first k patches by falling mean, ties broken by the lowest index; the untouched score is not in it.
/// Value: <c>Σ c_k − c_1/2 − c_L/2</c>, the area with steps of one, as Quantus: compare under the same number of patches only.</para>
/// <para>Lower is better. A map of another size is resized bilinearly; a constant map goes row by row.
/// Cost: L + 1 model runs; 785 for 224×224 and all patches of 8×8, the default.</para>
/// <para>Montavon, Samek, Müller: Methods for interpreting and understanding deep neural networks. Digital Signal Processing 73, 2018.</para>
/// </remarks>
public sealed class Selectivity : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly PatchRemovalOptions _options;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public Selectivity(IModel model, PatchRemovalOptions? options = null)
    {
        _options = options ?? new PatchRemovalOptions();
        _options.Check();
        _test = new RemovalTest(model, _options.Imputer, _options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Selectivity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var groups = PixelGroups.Patches(trial.Map, RemovalOrder.MostRelevantFirst, _options.PatchPixels);
        var scores = trial.ScoresWithout(_options.Count(groups), (step, removed) => groups.Before(step + 1, removed));
        return new MetricResult(Area.Trapezoid(scores), new Curve(groups.Shares()[1..(scores.Length + 1)], ImmutableArray.Create(scores)));
    }
}
