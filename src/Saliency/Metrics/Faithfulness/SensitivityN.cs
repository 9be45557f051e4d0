using System.Collections.Immutable;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="SensitivityN"/>.</summary>
public sealed record SensitivityNOptions
{
    /// <summary>Shares of the pixels in a set, each above 0 and below 1.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.01, 0.03, 0.1, 0.3, 0.8];

    /// <summary>Sets of each size, at least 2.</summary>
    public int Runs { get; init; } = 100;

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Native;

    /// <summary>Seed of the sets.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Sensitivity-n: whether removing n pixels costs as much score as the map says they are worth, from few pixels to most.</summary>
/// <remarks>
/// <para>For each n: <c>Pearson(Σ of the map over the set, f(x) − f(x without the set))</c> over random sets of n pixels; the curve has it for each share n of the pixels,
/// the value is their mean. A linear model's own contributions reach 1 at every n.</para>
/// <para>−1..1, higher is better; 0 where the sums or the losses are all the same, as for a constant map. A map of another size is resized bilinearly. Cost: one
/// model run, and one for each set: 501.</para>
/// <para>Ancona, Ceolini, Öztireli, Gross: Towards better understanding of gradient-based attribution methods for deep neural networks. ICLR 2018. (Quantus
/// correlates over the images of a set instead.)</para>
/// </remarks>
public sealed class SensitivityN : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly SensitivityNOptions _options;
    private readonly int[] _sizes;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public SensitivityN(IModel model, SensitivityNOptions? options = null)
    {
        _options = options ?? new SensitivityNOptions();
        _test = new RemovalTest(model, _options.Imputer, _options.Scale);
        if (_options.Runs < 2) throw new ArgumentOutOfRangeException(nameof(options), _options.Runs, "Expected at least 2 runs.");
        if (_options.Shares is not { Count: > 0 }) throw new ArgumentException("Expected at least one share of pixels, got none.", nameof(options));
        foreach (double share in _options.Shares)
        {
            if (!(share > 0 && share < 1)) throw new ArgumentOutOfRangeException(nameof(options), share, "Expected shares above 0 and below 1.");
        }
        _sizes = [.. _options.Shares.Select(share => Math.Max(1, (int)Math.Round(share * model.InputShape.PlaneLength)))];
    }

    /// <inheritdoc/>
    public string Name => "Sensitivity-n";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        int total = _sizes.Length * _options.Runs;
        double[] drops = trial.DropsWithout(total, Subset), mass = trial.MassOf(total, Subset);
        var correlations = new double[_sizes.Length];
        for (int k = 0; k < correlations.Length; k++)
        {
            var own = (k * _options.Runs)..((k + 1) * _options.Runs);
            correlations[k] = Correlation.Pearson(mass[own], drops[own]);
        }
        return new MetricResult(correlations.Average(), new Curve([.. _sizes.Select(size => (double)size / trial.Values.Length)], ImmutableArray.Create(correlations)));
    }

    private void Subset(int sample, Span<bool> removed) => RandomSubsets.OfSize(_sizes[sample / _options.Runs], _options.Seed, sample, removed);
}
