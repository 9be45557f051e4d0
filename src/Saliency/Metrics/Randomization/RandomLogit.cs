using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="RandomLogit"/>.</summary>
public sealed record RandomLogitOptions
{
    /// <summary>How the maps are compared.</summary>
    public MapSimilarity Similarity { get; init; } = MapSimilarity.Spearman;

    /// <summary>Whether magnitudes are compared, so that a map and its negative are alike. Every map is divided by its largest magnitude.</summary>
    public bool Absolute { get; init; }

    /// <summary>Seed of the class.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Random logit test: whether an explanation changes when another class is explained.</summary>
/// <remarks>
/// <para>The similarity between the maps of the target and of another class of the output that the target reads, each of the others equally likely. The target's own class is the one whose score it rises
/// with most.</para>
/// <para>−1..1, lower is better: an explainer whose map is the same for every class explains none. 0 where a map is the same everywhere. Cost: one model run and two
/// explanations.</para>
/// <para>Sixt, Granz, Landgraf: When explanations lie: why many modified BP attributions fail. ICML 2020. Quantus' default similarity is
/// <see cref="MapSimilarity.StructuralSimilarityInOneLine"/>, which no arrangement of the image explains.</para>
/// </remarks>
public sealed class RandomLogit : IExplainerMetric
{
    private const ulong Stream = 0x4F74686572436C73;

    private readonly IModel _model;
    private readonly RandomLogitOptions _options;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public RandomLogit(IModel model, RandomLogitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new RandomLogitOptions();
        if (!Enum.IsDefined(options.Similarity)) throw new ArgumentOutOfRangeException(nameof(options), options.Similarity, "Expected a defined similarity.");
        (_model, _options) = (model, options);
    }

    /// <inheritdoc/>
    public string Name => "Random logit";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target reads no output of at least two numbers.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var quiet = (context ?? RunContext.Default) with { Progress = null };
        var steady = UntouchedTarget.On(_model, input, target, out var answer);
        var other = Other(answer, steady.Resolve(_model, answer, 0, ScoreScale.Native));
        var map = explainer.Explain(input, steady, quiet, cancellationToken);
        context?.Progress?.Report(new RunProgress(1, 2));
        var another = explainer.Explain(input, other, quiet, cancellationToken);
        context?.Progress?.Report(new RunProgress(2, 2));
        return new MetricResult(MapSimilarities.Of(_options.Similarity, MapSimilarities.Prepared(map, _options.Absolute), MapSimilarities.Prepared(another, _options.Absolute)));
    }

    private Target Other(ModelAnswer answer, Objective objective)
    {
        string? output = objective.Reads.FirstOrDefault(read => _model.Outputs.Any(o => o.Name == read));
        int classes = output is null ? 0 : answer.LengthOf(answer.IndexOf(output));
        if (classes < 2) throw new ArgumentException($"Expected a target in an output of at least two numbers, got {objective.Description}.", nameof(objective));
        var cotangent = new float[classes];
        objective.Differentiate(answer, 0, output!, cotangent);
        int own = TensorPrimitives.IndexOfMax<float>(cotangent), drawn = new CounterRandom(_options.Seed ^ Stream, 0).NextInt(classes - 1);
        return Target.Class(drawn < own ? drawn : drawn + 1, output);
    }
}
