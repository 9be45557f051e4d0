using Saliency.Imaging;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>How the total index of a segment is read from f(A) and f(C), where C is A with the segment's share drawn anew.</summary>
public enum SobolEstimator
{
    /// <summary><c>mean((f(A) − f(C))²) / (2·var f(A))</c>: never negative, the least noise.</summary>
    Jansen,

    /// <summary><c>(var f(A) − mean(f(A)·f(C)) + mean(f(A))²) / var f(A)</c>.</summary>
    Homma,

    /// <summary>Homma's with means and variances over both A and C.</summary>
    Janon,

    /// <summary>1 − the correlation of f(A) and f(C).</summary>
    Glen,
}

/// <summary>Parameters of <see cref="Sobol"/>.</summary>
public sealed record SobolOptions : SegmentOptions
{
    /// <summary>A grid of 8×8 cells, hidden by zeros.</summary>
    public SobolOptions() : base(new GridSegmenter(new GridSegmenterOptions { Rows = 8, Columns = 8 }), Baseline.Zero) { }

    /// <summary>Points N of the design, at least 2; each costs M + 1 model runs. At least 32 tell an error.</summary>
    public int DesignCount { get; init; } = 32;

    /// <summary>The estimator.</summary>
    public SobolEstimator Estimator { get; init; }

    /// <summary>The error at which sampling may end early, looked at every 32 points: root mean square of the indices' standard errors over their range; null takes all points.</summary>
    public double? UntilError { get; init; }

    /// <summary>Designs of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Sobol's total indices: which share of the score's variance, under segments faded at random, does a segment have a hand in?</summary>
/// <remarks>
/// <para>Each segment is shown by a share in 0..1. <c>S(k) = E[var(f | all shares but k's)] / var f</c>: all that varies with k, alone and together with others. Read from N
/// points A and, for each segment, the same points with its share drawn anew.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Not signed: a segment that speaks against the target matters as much; 0 for segments that do not matter (and for
/// a score that does not vary). Cost: 1 + N·(M + 1) model runs, whatever the number of targets; by default 2081. The design is a scrambled Halton sequence.</para>
/// <para>T. Fel, R. Cadène, M. Chalvidal, M. Cord, D. Vigouroux, T. Serre: Look at the variance! Efficient black-box explanations with Sobol-based sensitivity analysis. NeurIPS 2021.
/// Estimator: M. J. W. Jansen: Analysis of variance designs for model output. Computer Physics Communications 117, 1999.</para>
/// </remarks>
public sealed class Sobol : SegmentExplainer
{
    private readonly SobolOptions _options;

    /// <summary>Sobol indices of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Sobol(IModel model, SobolOptions? options = null) : base(model, options ??= new())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DesignCount, 2, nameof(options));
        if (!Enum.IsDefined(options.Estimator)) throw new ArgumentOutOfRangeException(nameof(options), options.Estimator, "Expected a defined estimator.");
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "Sobol";

    private protected override CoalitionGame Open(GameSetting setting)
    {
        int segments = setting.Segments;
        var points = new ScrambledHalton(2 * segments, _options.Seed);
        return new SobolGame(setting, _options, (point, shares, second) =>
        {
            for (int s = 0; s < shares.Length; s++) shares[s] = (float)points[point, second ? segments + s : s];
        });
    }
}
