using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>ROAD, remove and debias: what the score loses when the most important pixels are replaced by their neighbours' means, against the least important ones.</summary>
/// <remarks>
/// <para>With f(x) the score and x_r the image whose r percent highest (MoRF) or lowest (LeRF) pixels are imputed, all at once:
/// <c>MoRF = mean_r f(x_r) − f(x)</c>, LeRF likewise, and their comparison <c>(LeRF − MoRF) / 2</c>. The curve has this number for each share of pixels removed.</para>
/// <para>Higher is better, for MoRF alone lower; with probabilities −1..1. Removed are <c>n − ⌈(1 − r/100)·(n − 1)⌉</c> of n pixels, those that reach numpy's
/// percentile in a map without ties. Ties are broken by the lowest index (<see cref="RoadOptions.Ties"/>), so that a map of many equal values (a rectified one) cannot
/// remove everything; a constant map removes the same pixels in both orders and scores 0 but for the imputer's noise. A map of another size is resized bilinearly.</para>
/// <para>Cost: one model run, and one for each percentage and order: 19.</para>
/// <para>Rong, Leemann, Borisov, Kasneci, Kasneci: A consistent and efficient evaluation strategy for attribution methods. ICML 2022. The comparison of both
/// orders and the differences of scores are pytorch-grad-cam's; the paper counts correct answers over a data set.</para>
/// </remarks>
public sealed class Road : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly RemovalOrder? _order;
    private readonly RoadTies _ties;
    private readonly int[] _counts;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The percentages are none or out of range, or the imputer does not fit the model's input.</exception>
    public Road(IModel model, RoadOptions? options = null)
    {
        options ??= new RoadOptions();
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        options.Order?.EnsureDefined(nameof(options));
        if (options.Percentages is not { Count: > 0 }) throw new ArgumentException("Expected at least one percentage, got none.", nameof(options));
        foreach (double percent in options.Percentages)
        {
            if (!(percent > 0 && percent < 100))
                throw new ArgumentOutOfRangeException(nameof(options), percent, "Expected percentages above 0 and below 100.");
        }
        options.Ties.EnsureDefined(nameof(options));
        (_order, _ties) = (options.Order, options.Ties);
        _counts = [.. options.Percentages.Select(percent => PixelGroups.CountFromPercentile(100 - percent, model.InputShape.PlaneLength))];
    }

    /// <inheritdoc/>
    public string Name => _order switch
    {
        RemovalOrder.MostRelevantFirst => "ROAD MoRF",
        RemovalOrder.LeastRelevantFirst => "ROAD LeRF",
        _ => "ROAD",
    };

    /// <inheritdoc/>
    public Better Better => _order == RemovalOrder.MostRelevantFirst ? Better.Lower : Better.Higher;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Ties go together, and every pixel would be removed.</exception>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        RemovalOrder[] orders = _order is { } one ? [one] : [RemovalOrder.LeastRelevantFirst, RemovalOrder.MostRelevantFirst];
        int[] single = PixelGroups.EndsOfSteps(trial.Values.Length, 1);
        PixelGroups[] ranked = [.. orders.Select(order => PixelGroups.Ranked(trial.Values, order, single))];
        int[] counts = [.. orders.SelectMany((_, k) => _counts.Select(count => _ties == RoadTies.Together ? WithTies(ranked[k], count, trial.Map) : count))];
        var drops = trial.DropsWithout(counts.Length, (sample, removed) => ranked[sample / _counts.Length].Before(counts[sample], removed));
        var changes = new double[_counts.Length];
        for (int k = 0; k < changes.Length; k++)
            changes[k] = orders.Length == 1 ? -drops[k] : (drops[k + changes.Length] - drops[k]) / 2;
        var shares = _counts.Select(count => (double)count / trial.Values.Length);
        return new MetricResult(changes.Average(), new Curve([.. shares], ImmutableArray.Create(changes)));
    }

    private static int WithTies(PixelGroups ranked, int count, SaliencyMap map)
    {
        int all = ranked.WithTies(count, map.Values), pixels = map.Values.Length;
        return all < pixels
            ? all
            : throw new ArgumentException($"Expected a map that leaves a pixel when {count} of {pixels} are removed and ties go together, got one whose ties reach all of them.", nameof(map));
    }
}
