using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>Model parameter randomization test (MPRT): whether an explanation changes when what the model has learnt is destroyed, layer by layer.</summary>
/// <remarks>
/// <para>Curve: the similarity between the map of the model and that of the model with the weights of some layers drawn anew, against the share of
/// the layers drawn so far. Value: its mean over the steps. The target is that of the untouched image under the untouched model.</para>
/// <para>−1..1, lower is better, nearest to 0 the best: an explainer whose maps stay alike does not depend on what was learnt. 0 where a map is the same everywhere. Each
/// step opens a model of its own, one after the other. Cost: one model run, and an explanation for the model and each step,
/// times <see cref="ParameterRandomizationOptions.NoisySamples"/> where these are wanted.</para>
/// <para>Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim: Sanity checks for saliency maps. NeurIPS 2018. Smooth: Hedström, Weber, Lapuschkin,
/// Höhne: Sanity checks revisited: an exploration to repair the model parameter randomisation test. 2023. Magnitudes and Spearman's correlation are Quantus' choice, which draws weights as the framework initialises them.</para>
/// </remarks>
/// <typeparam name="TModel">The model's type.</typeparam>
public sealed class ParameterRandomization<TModel> : IExplainerMetric where TModel : class, IRandomizableModel<TModel>
{
    private readonly TModel _model;
    private readonly Func<TModel, IExplainer> _explainer;
    private readonly ParameterRandomizationOptions _options;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="explainer">Makes, of a model with other weights, the explainer that is judged: <see cref="Evaluate"/> gets it for the model itself.</param>
    /// <param name="options">The parameters.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the model has no layer with weights.</exception>
    public ParameterRandomization(TModel model, Func<TModel, IExplainer> explainer, ParameterRandomizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(explainer);
        options ??= new ParameterRandomizationOptions();
        if (!Enum.IsDefined(options.Order)) throw new ArgumentOutOfRangeException(nameof(options), options.Order, "Expected a defined order.");
        if (!Enum.IsDefined(options.Similarity)) throw new ArgumentOutOfRangeException(nameof(options), options.Similarity, "Expected a defined similarity.");
        if (!Enum.IsDefined(options.Weights)) throw new ArgumentOutOfRangeException(nameof(options), options.Weights, "Expected a defined randomization.");
        if (options.Steps is < 1) throw new ArgumentOutOfRangeException(nameof(options), options.Steps, "Expected at least 1 step.");
        ArgumentOutOfRangeException.ThrowIfNegative(options.NoisySamples, nameof(options));
        options.NoiseShare.EnsurePositive(nameof(options));
        if (model.WeightLayers.Count == 0) throw new ArgumentException($"Expected a model with layers whose weights can be drawn anew, got {model.Name} without.", nameof(model));
        (_model, _explainer, _options) = (model, explainer, options);
    }

    /// <inheritdoc/>
    public string Name => _options.NoisySamples > 0 ? "Smooth parameter randomization" : "Parameter randomization";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The explainer is not of the kind that the metric was told to make.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        context ??= RunContext.Default;
        var steady = UntouchedTarget.On(_model, input, target);
        var untouched = Map(explainer, input, steady, context, cancellationToken);
        string[] layers = [.. _model.WeightLayers];
        if (_options.Order != RandomizationOrder.BottomUp) Array.Reverse(layers);
        int steps = Math.Min(_options.Steps ?? layers.Length, layers.Length);
        context.Progress?.Report(new RunProgress(1, steps + 1));
        double[] shares = new double[steps], similarities = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int start = step * layers.Length / steps, end = (step + 1) * layers.Length / steps;
            using var model = _model.Randomized(layers[(_options.Order == RandomizationOrder.Independent ? start : 0)..end], _options.Weights, _options.Seed);
            var other = _explainer(model);
            if (other.Name != explainer.Name)
                throw new ArgumentException($"Expected the explainer that this metric makes, {other.Name}, got {explainer.Name}.", nameof(explainer));
            similarities[step] = MapSimilarities.Of(_options.Similarity, untouched, Map(other, input, steady, context, cancellationToken));
            shares[step] = (double)end / layers.Length;
            context.Progress?.Report(new RunProgress(step + 2, steps + 1));
        }
        return new MetricResult(similarities.Average(), new Curve(ImmutableArray.Create(shares), ImmutableArray.Create(similarities)));
    }

    private SaliencyMap Map(IExplainer explainer, ModelInput input, Target target, RunContext context, CancellationToken cancellationToken)
    {
        var quiet = context with { Progress = null };
        double range = TensorPrimitives.Max(input.Values) - (double)TensorPrimitives.Min(input.Values);
        // An image that is the same everywhere has no range to take a share of.
        if (_options.NoisySamples == 0 || range == 0) return MapSimilarities.Prepared(explainer.Explain(input, target, quiet, cancellationToken), _options.Absolute);
        var noise = new NeighborOptions { Noise = NeighborNoise.Gaussian, Magnitude = _options.NoiseShare * range, Seed = _options.Seed };
        var map = Neighborhood.MeanMap(explainer, input, target, _options.NoisySamples, noise, quiet, cancellationToken);
        return MapSimilarities.Prepared(map, _options.Absolute);
    }
}
