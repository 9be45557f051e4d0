using System.Globalization;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>RISE, Randomized Input Sampling for Explanation: which pixels, kept, keep the score?</summary>
/// <remarks>
/// <para>S = 1/(N·p) Σᵢ f(x⊙mᵢ)·mᵢ, where mask mᵢ is a random s×s grid of zeros and ones, enlarged bilinearly and shifted at random.
/// A hidden pixel is 0 in model space, which for a normalised input is the mean colour of the training set.</para>
/// <para>The map is H×W for an input of 1×C×H×W, in units of the score (probability: 0..1 before the cover's unevenness), never negative for
/// probabilities. Cost: <see cref="RiseOptions.MaskCount"/> + 1 model runs. Masks are made, used and folded batch by batch: memory does not
/// grow with their number. Works on every model. The map carries its <see cref="SaliencyMap.StandardError"/>; <see cref="RiseOptions.UntilError"/> ends the run when it is small enough.</para>
/// <para>Several <see cref="RiseOptions.Baselines"/>: after MC-RISE (Hatakeyama, Sakuma, Konishi, Suenaga: Visualizing color-wise saliency of black-box image classification models. ACCV 2020), its mean over the colours.</para>
/// <para>V. Petsiuk, A. Das, K. Saenko: RISE: Randomized Input Sampling for Explanation of Black-box Models. BMVC 2018.</para>
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
        ArgumentNullException.ThrowIfNull(options.Baselines, nameof(options));
        foreach (var baseline in options.Baselines) Filled(baseline, new ModelInput(model.InputShape, new float[model.InputShape.Length]));
        if (options.KeepProbability is { } probability && !(probability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.KeepProbability, "Expected a keep probability between 0 and 1, both excluded.");
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
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
        float[][] hidden = [.. Options.Baselines.Select(baseline => Filled(baseline, input))];
        int tried = 0;
        double keep = Options.KeepProbability ?? Chosen(input, hidden, objective, context, cancellationToken, out tried);
        var sum = new MaskedSum(input, hidden, Options.MaskCount, Grid(input, keep).Generate,
            Options.Normalization == MaskNormalization.Realized ? MaskDivisor.Cover : MaskDivisor.Expected, keep)
        {
            Origin = new MapOrigin(Name, objective.Description, _model.Name, Described(keep), 1 + tried),
            UntilError = Options.UntilError,
        };
        PerturbationLoop.Run(_model, [objective], sum, context, cancellationToken);
        return sum.Map();
    }

    private GridMask Grid(ModelInput input, double keep) => new(input.Shape.Height, input.Shape.Width, Options.Cells, Options.Cells, keep,
        Options.Border == MaskBorder.Mirror ? GridBorder.Mirror : GridBorder.Clamp, Options.Seed);

    private double Chosen(ModelInput input, float[][] hidden, Objective objective, RunContext? context, CancellationToken cancellationToken, out int tried)
    {
        var trial = new KeepTrial(input, hidden, [.. KeepTrial.Probabilities.Select(p => Grid(input, p))]);
        tried = PerturbationLoop.Run(_model, [objective], trial, (context ?? RunContext.Default) with { Progress = null }, cancellationToken);
        return trial.Best;
    }

    private string Described(double keep) => string.Create(CultureInfo.InvariantCulture,
        $"at most {Options.MaskCount} masks of {Options.Cells}×{Options.Cells} cells, keep {keep}, {Options.Border}, {Options.Normalization}, {Options.Scale}, hidden by {(Options.Baselines.Count == 0 ? Baseline.Zero.ToString() : string.Join(" / ", Options.Baselines))}, seed {Options.Seed}")
        + (Options.UntilError is { } error ? string.Create(CultureInfo.InvariantCulture, $", until error {error}") : "");

    private static float[] Filled(Baseline baseline, ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var values = new float[input.Shape.Length];
        baseline.Fill(input, values);
        return values;
    }
}
