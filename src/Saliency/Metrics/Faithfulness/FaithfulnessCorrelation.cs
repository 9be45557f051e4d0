using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="FaithfulnessCorrelation"/>.</summary>
public sealed record FaithfulnessCorrelationOptions
{
    /// <summary>How many sets of pixels are removed, at least 2.</summary>
    public int Runs { get; init; } = 100;

    /// <summary>Pixels of a set.</summary>
    public int SubsetPixels { get; init; } = 224;

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    /// <summary>Seed of the sets.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Faithfulness correlation: whether removing random sets of pixels costs as much score as the map says they are worth.</summary>
/// <remarks>
/// <para><c>Pearson(Σ of the map over the set, f(x) − f(x without the set))</c> over many random sets of one size.</para>
/// <para>−1..1, higher is better; 0 where the sums or the losses are all the same, as for a constant map. A map of another size is resized bilinearly; an input of
/// fewer pixels than a set loses half of them. Cost: one model run, and one for each set: 101.</para>
/// <para>Bhatt, Weller, Moura: Evaluating and aggregating feature-based model explanations. IJCAI 2020. Sizes and number of sets are Quantus', where a channel of a
/// pixel is a feature of its own.</para>
/// </remarks>
public sealed class FaithfulnessCorrelation : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int _runs;
    private readonly RemovalSource _subsets;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public FaithfulnessCorrelation(IModel model, FaithfulnessCorrelationOptions? options = null) : this(model, options ??= new FaithfulnessCorrelationOptions(), Subsets(model, options))
    {
    }

    /// <summary>With sets that were drawn elsewhere.</summary>
    internal FaithfulnessCorrelation(IModel model, FaithfulnessCorrelationOptions options, RemovalSource subsets)
    {
        if (options.Runs < 2) throw new ArgumentOutOfRangeException(nameof(options), options.Runs, "Expected at least 2 runs.");
        if (options.SubsetPixels < 1) throw new ArgumentOutOfRangeException(nameof(options), options.SubsetPixels, "Expected sets of at least 1 pixel.");
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        (_runs, _subsets) = (options.Runs, subsets);
    }

    /// <inheritdoc/>
    public string Name => "Faithfulness correlation";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _test.Begin(map, input, target, context, cancellationToken).Correlate(_runs, _subsets, Correlation.Pearson);

    private static RemovalSource Subsets(IModel model, FaithfulnessCorrelationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        int pixels = model.InputShape.PlaneLength, size = options.SubsetPixels < pixels ? options.SubsetPixels : (pixels + 1) / 2;
        return (sample, removed) => RandomSubsets.OfSize(size, options.Seed, sample, removed);
    }
}
