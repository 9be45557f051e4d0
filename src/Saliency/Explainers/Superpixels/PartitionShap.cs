using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="PartitionShap"/>.</summary>
public sealed record PartitionShapOptions
{
    /// <summary>Model runs at most, the untouched image aside; at least 3. Each rectangle that is halved takes two.</summary>
    public int MaximumRuns { get; init; } = 500;

    /// <summary>What becomes of the hidden part: one colour, the image's own blur, another image, or what an inpainting makes of the part that is shown.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score that is explained.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}

/// <summary>Partition SHAP: Owen values over a tree of rectangles, fine where the score changes, coarse elsewhere.</summary>
/// <remarks>
/// <para>Answers: how is the difference between the score of the image and that of the hidden image shared out among its parts?</para>
/// <para>The image is halved, the larger side first, and each half again, down to pixels. A rectangle's two halves share its contribution as Shapley values of two players do, each with the
/// other hidden and shown: <c>φ(left) = ½·(f(S + left) − f(S)) + ½·(f(S + left + right) − f(S + right))</c>, in every context S that stands above. The rectangle whose contribution is largest is
/// halved next; what is left whole when the runs are used up is spread evenly over its pixels.</para>
/// <para>Shapes: input 1×C×H×W, map H×W. Signed, units of the score; the pixels add up to f(x) − f(hidden), whatever the number of runs. Cost: 1 + <see cref="PartitionShapOptions.MaximumRuns"/>
/// model runs at most. Memory: a few rectangles for each run.</para>
/// <para>G. Owen: Values of games with a priori unions. Mathematical Economics and Game Theory, 1977. As an explainer of images: S. M. Lundberg's library shap, its PartitionExplainer.</para>
/// </remarks>
public sealed class PartitionShap : IExplainer
{
    private readonly IModel _model;
    private readonly PartitionShapOptions _options;

    /// <summary>Partition SHAP of a model.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the imputer does not fit the model's input.</exception>
    public PartitionShap(IModel model, PartitionShapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        ArgumentNullException.ThrowIfNull(options.Imputer, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaximumRuns, 3, nameof(options));
        if (!Enum.IsDefined(options.Scale)) throw new ArgumentOutOfRangeException(nameof(options), options.Scale, "Expected a defined scale.");
        options.Imputer.EnsureFits(model.InputShape);
        (_model, _options) = (model, options);
    }

    /// <inheritdoc/>
    public string Name => "Partition SHAP";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var untouched = _model.Answer(input, target);
        var objective = target.Resolve(_model, untouched, 0, _options.Scale);
        var tree = new PartitionTree(input, _options.Imputer, _options.MaximumRuns, objective.Evaluate(untouched, 0), new MapOrigin(Name, objective.Description, _model.Name, _options.ToString()));
        PerturbationLoop.Run(_model, [objective], tree, context, cancellationToken);
        return tree.Map();
    }
}
