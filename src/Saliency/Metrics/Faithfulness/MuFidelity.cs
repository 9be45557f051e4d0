using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="MuFidelity"/>.</summary>
public sealed record MuFidelityOptions
{
    /// <summary>Cells of the grid along each side, at least 1.</summary>
    public int Cells { get; init; } = 9;

    /// <summary>Probability that a cell is removed, above 0 and below 1.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>How many sets of cells are removed, at least 2.</summary>
    public int Runs { get; init; } = 200;

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    /// <summary>Seed of the sets.</summary>
    public ulong Seed { get; init; }
}

/// <summary>μFidelity: whether removing random cells of a coarse grid costs more score where the map says they are worth more, in rank.</summary>
/// <remarks>
/// <para><c>Spearman(Σ of the map over the removed pixels, f(x) − f(x'))</c> over many random sets of cells; a pixel belongs to cell ⌊i · Cells / size⌋ along each axis.</para>
/// <para>−1..1, higher is better; 0 for a constant map, and where the losses are all the same. A map of another size is resized
/// bilinearly. Cost: one model run, and one for each set: 201.</para>
/// <para>Bhatt, Weller, Moura: Evaluating and aggregating feature-based model explanations. IJCAI 2020; the grid, the ranks and the defaults are Xplique's.</para>
/// </remarks>
public sealed class MuFidelity : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly int _runs;
    private readonly RemovalSource _subsets;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public MuFidelity(IModel model, MuFidelityOptions? options = null) : this(model, options ??= new MuFidelityOptions(), Subsets(model, options))
    {
    }

    /// <summary>With sets that were drawn elsewhere.</summary>
    internal MuFidelity(IModel model, MuFidelityOptions options, RemovalSource subsets)
    {
        if (options.Cells < 1) throw new ArgumentOutOfRangeException(nameof(options), options.Cells, "Expected at least 1 cell along each side.");
        if (!(options.Share > 0 && options.Share < 1)) throw new ArgumentOutOfRangeException(nameof(options), options.Share, "Expected a share above 0 and below 1.");
        if (options.Runs < 2) throw new ArgumentOutOfRangeException(nameof(options), options.Runs, "Expected at least 2 runs.");
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        (_runs, _subsets) = (options.Runs, subsets);
    }

    /// <inheritdoc/>
    public string Name => "μFidelity";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _test.Begin(map, input, target, context, cancellationToken).Correlate(_runs, _subsets, Correlation.Spearman);

    private static RemovalSource Subsets(IModel model, MuFidelityOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        int width = model.InputShape.Width;
        return (sample, removed) => RandomSubsets.OfCells(options.Cells, options.Cells, options.Share, options.Seed, sample, width, removed);
    }
}
