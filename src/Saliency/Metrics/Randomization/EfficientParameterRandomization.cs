using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>How many bins a histogram of a map gets, of n values.</summary>
public enum BinRule
{
    /// <summary>As many as were asked for.</summary>
    Fixed,

    /// <summary>Of width 2 · interquartile range / ∛n (Freedman and Diaconis 1981).</summary>
    FreedmanDiaconis,

    /// <summary>Of width 3.49 · standard deviation / ∛n (Scott 1979).</summary>
    Scott,

    /// <summary>⌈log₂ n⌉ + 1 (Sturges 1926).</summary>
    Sturges,

    /// <summary>2 · ∛n (Rice).</summary>
    Rice,

    /// <summary>√n.</summary>
    SquareRoot,
}

/// <summary>Parameters of <see cref="EfficientParameterRandomization{TModel}"/>.</summary>
public sealed record EfficientParameterRandomizationOptions
{
    /// <summary>Bins of equal width between a map's lowest and highest value, at least 2. Used with <see cref="BinRule.Fixed"/>.</summary>
    public int Bins { get; init; } = 100;

    /// <summary>How the number of bins is found; other rules than <see cref="BinRule.Fixed"/> ask the map of the untouched model, and both maps get as many, 10 to 200.</summary>
    public BinRule Rule { get; init; }

    /// <summary>How weights are drawn.</summary>
    public WeightRandomization Weights { get; init; } = WeightRandomization.Normal;

    /// <summary>Seed of the weights.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Efficient model parameter randomization test (eMPRT): how much more complex an explanation becomes when all that the model has learnt is destroyed.</summary>
/// <remarks>
/// <para><c>(H(a') − H(a)) / H(a)</c>, a the map of the model and a' that of the model with all weights drawn anew; H the entropy of a histogram of the map's values, in nats.
/// The target is that of the untouched model.</para>
/// <para>−1 and up, higher is better: without knowledge an explanation should look like noise. A map that is the same everywhere has no entropy to compare with and is refused.
/// Cost: one model run, a model opened anew, and two explanations.</para>
/// <para>Hedström, Weber, Lapuschkin, Höhne: Sanity checks revisited: an exploration to repair the model parameter randomisation test. 2023. Quantus applies a rule
/// (<see cref="EfficientParameterRandomizationOptions.Rule"/>) to all maps of a set at once, within 10..200, and takes 100 bins where it is told none.</para>
/// </remarks>
/// <typeparam name="TModel">The model's type.</typeparam>
public sealed class EfficientParameterRandomization<TModel> : IExplainerMetric where TModel : class, IRandomizableModel<TModel>
{
    private readonly TModel _model;
    private readonly Func<TModel, IExplainer> _explainer;
    private readonly EfficientParameterRandomizationOptions _options;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="explainer">Makes, of a model with other weights, the explainer that is judged: <see cref="Evaluate"/> gets it for the model itself.</param>
    /// <param name="options">The parameters.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the model has no layer with weights.</exception>
    public EfficientParameterRandomization(TModel model, Func<TModel, IExplainer> explainer, EfficientParameterRandomizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(explainer);
        options ??= new EfficientParameterRandomizationOptions();
        if (options.Bins < 2) throw new ArgumentOutOfRangeException(nameof(options), options.Bins, "Expected at least 2 bins.");
        options.Rule.EnsureDefined(nameof(options));
        if (!Enum.IsDefined(options.Weights)) throw new ArgumentOutOfRangeException(nameof(options), options.Weights, "Expected a defined randomization.");
        if (model.WeightLayers.Count == 0) throw new ArgumentException($"Expected a model with layers whose weights can be drawn anew, got {model.Name} without.", nameof(model));
        (_model, _explainer, _options) = (model, explainer, options);
    }

    /// <inheritdoc/>
    public string Name => "Efficient parameter randomization";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The explainer is not of the kind that the metric was told to make.</exception>
    /// <exception cref="InvalidOperationException">The map of the untouched model is the same everywhere.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var quiet = (context ?? RunContext.Default) with { Progress = null };
        var steady = UntouchedTarget.On(_model, input, target);
        var map = explainer.Explain(input, steady, quiet, cancellationToken);
        int bins = HistogramBins.Count(_options.Rule, _options.Bins, map.Values);
        double learnt = Entropy(map.Values, bins);
        if (learnt == 0) throw new InvalidOperationException($"Expected a map of different values from {explainer.Name}, got one that is the same everywhere.");
        context?.Progress?.Report(new RunProgress(1, 2));
        using var model = _model.Randomized(_model.WeightLayers, _options.Weights, _options.Seed);
        var other = _explainer(model);
        if (other.Name != explainer.Name)
            throw new ArgumentException($"Expected the explainer that this metric makes, {other.Name}, got {explainer.Name}.", nameof(explainer));
        double random = Entropy(other.Explain(input, steady, quiet, cancellationToken).Values, bins);
        context?.Progress?.Report(new RunProgress(2, 2));
        return new MetricResult((random - learnt) / learnt);
    }

    /// <summary>−Σ p ln p over the bins, p the share of the values in it; 0 where all are equal.</summary>
    internal static double Entropy(ReadOnlySpan<float> values, int bins)
    {
        double low = TensorPrimitives.Min(values), range = TensorPrimitives.Max(values) - low;
        if (range == 0) return 0;
        var counts = new int[bins];
        foreach (float value in values) counts[Math.Min(bins - 1, (int)((value - low) / range * bins))]++;
        double entropy = 0;
        foreach (int count in counts)
        {
            double share = (double)count / values.Length;
            if (count > 0) entropy -= share * Math.Log(share);
        }
        return entropy;
    }
}
