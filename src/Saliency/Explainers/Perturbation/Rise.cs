using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>What a RISE mask reads beyond the edge of its grid.</summary>
public enum MaskBorder
{
    /// <summary>The grid mirrored about its outermost cells, as the paper's code does.</summary>
    Mirror,

    /// <summary>The outermost cells again, as most reimplementations do.</summary>
    Clamp,
}

/// <summary>What RISE divides its weighted sum of masks by.</summary>
public enum MaskNormalization
{
    /// <summary>N·p, the expected cover of a pixel (the paper's equation 6).</summary>
    Expected,

    /// <summary>The realised cover of each pixel, Σᵢ mᵢ: removes the unevenness of few masks.</summary>
    Realized,
}

/// <summary>Options of <see cref="Rise"/>.</summary>
public sealed record RiseOptions
{
    /// <summary>Number of masks N. The error of the map falls with 1/√N.</summary>
    public int MaskCount { get; init; } = 4000;

    /// <summary>Cells of the random grid on each side, s.</summary>
    public int Cells { get; init; } = 7;

    /// <summary>Chance p that a cell is kept, between 0 and 1.</summary>
    public double KeepProbability { get; init; } = 0.5;

    /// <summary>The rule at the edge of the grid.</summary>
    public MaskBorder Border { get; init; } = MaskBorder.Mirror;

    /// <summary>What the sum is divided by.</summary>
    public MaskNormalization Normalization { get; init; } = MaskNormalization.Expected;

    /// <summary>The scale of the score; the method is defined on probabilities.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    /// <summary>Masks of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>RISE, Randomized Input Sampling for Explanation: which pixels, kept, keep the score?</summary>
/// <remarks>
/// <para>S = 1/(N·p) Σᵢ f(x⊙mᵢ)·mᵢ, where mask mᵢ is a random s×s grid of zeros and ones, enlarged bilinearly and shifted at random.
/// A hidden pixel is 0 in model space, which for a normalised input is the mean colour of the training set.</para>
/// <para>The map is H×W for an input of 1×C×H×W, in units of the score (probability: 0..1 before the cover's unevenness), never negative for
/// probabilities. Cost: <see cref="RiseOptions.MaskCount"/> + 1 model runs. Masks are made, used and folded batch by batch: memory does not
/// grow with their number. Works on every model.</para>
/// <para>V. Petsiuk, A. Das, K. Saenko: RISE: Randomized Input Sampling for Explanation of Black-box Models. BMVC 2018, equation 6.</para>
/// </remarks>
public sealed class Rise : IExplainer
{
    private readonly IModel _model;

    /// <summary>RISE of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Rise(IModel model, RiseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaskCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Cells);
        if (!(options.KeepProbability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.KeepProbability, "Expected a keep probability between 0 and 1, both excluded.");
        options.Border.EnsureDefined(nameof(options));
        options.Normalization.EnsureDefined(nameof(options));
        options.Scale.EnsureDefined(nameof(options));
        _model = model;
        Options = options;
    }

    /// <inheritdoc/>
    public string Name => "RISE";

    /// <summary>The options in force.</summary>
    public RiseOptions Options { get; }

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var objective = target.Resolve(_model, input, Options.Scale);
        var (height, width) = (input.Shape.Height, input.Shape.Width);
        var grid = new GridMask(height, width, Options.Cells, Options.Cells, Options.KeepProbability,
            Options.Border == MaskBorder.Mirror ? GridBorder.Mirror : GridBorder.Clamp, Options.Seed);
        bool byCover = Options.Normalization == MaskNormalization.Realized;
        var sum = new MaskedSum(input, Options.MaskCount, grid.Generate, byCover);
        PerturbationLoop.Run(_model, [objective], sum, context, cancellationToken);
        return new SaliencyMap(height, width, byCover ? sum.OverCover() : sum.Over(Options.MaskCount * Options.KeepProbability),
            new MapOrigin(Name, objective.Description, _model.Name, Options.ToString(), Options.MaskCount + 1L));
    }
}
