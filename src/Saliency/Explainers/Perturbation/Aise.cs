using System.Globalization;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>AISE, adaptive input sampling for explanation: where does one soft spot, shown, keep the score, and hidden, lose it? Places are searched, not drawn.</summary>
/// <remarks>
/// <para>With g the Gaussian of width σ around a place, 1 at its top, and b the baseline: <c>s = f(x⊙g + b⊙(1 − g)) − f(x⊙(1 − g) + b⊙g)</c>. For each width the places that DIRECT,
/// a search by dividing rectangles, asks about on its way to the highest s are kept, and with t the lowest s of the width <c>map = mean over σ of Σ (s − t)·g / max Σ (s − t)·g</c>: a place
/// counts by its score and by how many are tried around it.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, 0..1, no sign; a width all of whose places score the same adds nothing. Where the search goes depends on the scores: nothing is drawn, and there is
/// no seed.</para>
/// <para>Cost: 1 + 2 · <see cref="AiseOptions.PlacesPerWidth"/> · widths model runs, by default 301. Memory: two sums for each width. Works on every model.</para>
/// <para>As the library OpenVINO XAI has it for classifiers, but for t: it sums s itself, and where all s are negative many tries would sink a place. The search: Jones, Perttunen,
/// Stuckman: Lipschitzian optimization without the Lipschitz constant. Journal of Optimization Theory and Applications 79, 1993.</para>
/// </remarks>
public sealed class Aise : IExplainer
{
    private readonly IModel _model;
    private readonly AiseOptions _options;

    /// <summary>AISE of a model.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the baseline does not fit the model's input.</exception>
    public Aise(IModel model, AiseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= AiseOptions.Balance;
        ArgumentNullException.ThrowIfNull(options.Baseline, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PlacesPerWidth, nameof(options));
        if (options.KernelWidths.IsDefaultOrEmpty) throw new ArgumentException("Expected at least one width, got none.", nameof(options));
        foreach (double width in options.KernelWidths)
            width.EnsurePositive(nameof(options));
        options.Epsilon.EnsureNotNegative(nameof(options));
        options.Scale.EnsureDefined(nameof(options));
        options.Baseline.Fill(new ModelInput(model.InputShape, new float[model.InputShape.Length]), new float[model.InputShape.Length]);
        (_model, _options) = (model, options);
    }

    /// <inheritdoc/>
    public string Name => "AISE";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var objective = target.Resolve(_model, input, _options.Scale);
        var search = new SpotSearch(input, _options, new MapOrigin(Name, objective.Description, _model.Name, Described(), 1));
        PerturbationLoop.Run(_model, [objective], search, context, cancellationToken);
        return search.Map();
    }

    private string Described() => string.Create(CultureInfo.InvariantCulture,
        $"{_options.PlacesPerWidth} places for each width of {string.Join(", ", _options.KernelWidths.Select(w => w.ToString("0.###", CultureInfo.InvariantCulture)))}, ")
        + string.Create(CultureInfo.InvariantCulture, $"epsilon {_options.Epsilon}, baseline {_options.Baseline}, {_options.Scale}");
}
