using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Irof"/>.</summary>
public sealed record IrofOptions
{
    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.ChannelMean;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}

/// <summary>IROF (iterative removal of features): how much of the score is lost while whole segments are removed, the highest mean first.</summary>
/// <remarks>
/// <para>Curve: r_k = f(x without the first k segments) / f(x), k = 1..S, by falling mean of the map over a segment, ties broken by the lowest number. Value, the area over the curve:
/// <c>S − (Σ r_k − r_1/2 − r_S/2)</c>, as Quantus: it grows with the number of segments, so compare under one segmentation only.</para>
/// <para>Higher is better; with probabilities at most S. A map of another size is resized bilinearly. Cost: S + 1 model runs.</para>
/// <para>Rieger, Hansen: IROF: a low resource evaluation metric for explanation methods. 2020.</para>
/// </remarks>
public sealed class Irof : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly Segmenter _segmenter;

    /// <summary>Makes the metric of a model.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="segmenter">Parts each image; <see cref="Segmenter.Given"/> where the segments are known.</param>
    /// <param name="options">What segments become.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the imputer does not fit the model's input.</exception>
    public Irof(IModel model, Segmenter segmenter, IrofOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        options ??= new IrofOptions();
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        _segmenter = segmenter;
    }

    /// <inheritdoc/>
    public string Name => "IROF";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The score of the untouched image is 0.</exception>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        if (trial.Untouched == 0) throw new InvalidOperationException("Expected an image whose score is not 0, which IROF divides by.");
        var groups = PixelGroups.Segments(trial.Map, RemovalOrder.MostRelevantFirst, _segmenter.Segment(input));
        var ratios = Array.ConvertAll(trial.ScoresWithout(groups.Count, (step, removed) => groups.Before(step + 1, removed)), score => score / trial.Untouched);
        return new MetricResult(groups.Count - Area.Trapezoid(ratios), new Curve(groups.Shares()[1..], ImmutableArray.Create(ratios)));
    }
}
