using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>Region perturbation: what the score loses while whole patches are removed, by the mean of the map over them.</summary>
/// <remarks>
/// <para>Curve: d_k = f(x) − f(x without the first k patches), k = 1..L. Value, the area over the perturbation curve: <c>AOPC = Σ d_k / (L + 1)</c>, the
/// untouched image among the L + 1. Patches go by falling (MoRF) or rising (LeRF) mean, ties broken by the lowest index.</para>
/// <para>Higher is better, for LeRF lower; with probabilities −1..1. A map of another size is resized bilinearly; a constant map goes row by row.
/// Cost: L + 1 model runs; 785 for 224×224 and all patches of 8×8, the default.</para>
/// <para>Samek, Binder, Montavon, Lapuschkin, Müller: Evaluating the visualization of what a deep neural network has learned. TNNLS 28(11), 2017.</para>
/// </remarks>
public sealed class RegionPerturbation : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly PatchRemovalOptions _options;
    private readonly RemovalOrder _order;

    /// <summary>Makes the metric of a model.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="order">Which patches go first.</param>
    /// <param name="options">The patches and what they become.</param>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public RegionPerturbation(IModel model, RemovalOrder order = RemovalOrder.MostRelevantFirst, PatchRemovalOptions? options = null)
    {
        _options = options ?? new PatchRemovalOptions();
        _options.Check();
        order.EnsureDefined(nameof(order));
        _order = order;
        _test = new RemovalTest(model, _options.Imputer, _options.Scale);
    }

    /// <inheritdoc/>
    public string Name => _order == RemovalOrder.MostRelevantFirst ? "Region perturbation" : "Region perturbation LeRF";

    /// <inheritdoc/>
    public Better Better => _order == RemovalOrder.MostRelevantFirst ? Better.Higher : Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var groups = PixelGroups.Patches(trial.Map, _order, _options.PatchPixels);
        var drops = trial.DropsWithout(_options.Count(groups), (step, removed) => groups.Before(step + 1, removed));
        return new MetricResult(drops.Sum() / (drops.Length + 1), new Curve(groups.Shares()[1..(drops.Length + 1)], ImmutableArray.Create(drops)));
    }
}
