using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>LIME, local interpretable model-agnostic explanations: a linear model of the score over superpixels, fitted near the image.</summary>
/// <remarks>
/// <para>Answers: which regions, shown, raise the score, as long as most of the image is there?</para>
/// <para>Samples z ∈ {0,1}^M show each of M segments with probability ½ (row 0 shows all); y = f(image of z); weights <c>π = √exp(−d²/σ²)</c> by the distance d of z from all ones.
/// The weights of the segments are <c>argmin_β Σ π·(y − β₀ − β·z)² + α·Σβ²</c>.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed; in units of the score, shrunk by α where samples are few.
/// Cost: <see cref="LimeOptions.SampleCount"/> model runs, whatever the number of targets. Only moments of the samples are kept: 8·(M+2)² numbers.</para>
/// <para>M. T. Ribeiro, S. Singh, C. Guestrin: "Why should I trust you?" Explaining the predictions of any classifier. KDD 2016, equations 1 and 2.</para>
/// </remarks>
public sealed class Lime : SegmentExplainer
{
    private readonly LimeOptions _options;

    /// <summary>LIME of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Lime(IModel model, LimeOptions? options = null) : base(model, options ??= new())
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleCount, 2, nameof(options));
        if (!Enum.IsDefined(options.Distance)) throw new ArgumentOutOfRangeException(nameof(options), options.Distance, "Expected a defined distance.");
        if (!Enum.IsDefined(options.Regression)) throw new ArgumentOutOfRangeException(nameof(options), options.Regression, "Expected a defined regression.");
        if (!Enum.IsDefined(options.Selection)) throw new ArgumentOutOfRangeException(nameof(options), options.Selection, "Expected a defined selection.");
        options.KernelWidth?.EnsurePositive(nameof(options));
        options.Penalty.EnsureNotNegative(nameof(options));
        if (options.FeatureCount is < 1) throw new ArgumentOutOfRangeException(nameof(options), options.FeatureCount, "Expected at least one feature.");
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "LIME";

    /// <summary>The linear model of one target's score.</summary>
    public LimeResult Fit(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Fit(input, [target], context, cancellationToken)[0];

    /// <summary>The linear models of several targets' scores, from one set of model runs.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="targets">What is explained; each is resolved once, on the untouched input.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    public IReadOnlyList<LimeResult> Fit(ModelInput input, IReadOnlyList<Target> targets, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var game = (LimeGame)Play(input, targets, context, cancellationToken);
        return [.. targets.Select((_, o) => game.Fit(o))];
    }

    private protected override CoalitionGame Open(GameSetting setting) => new LimeGame(setting, _options, (sample, kept) => Coins.Toss(_options.Seed, sample, kept));
}
