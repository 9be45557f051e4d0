using System.Collections.Immutable;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>A method that asks about segments of an image: it hides some, asks the model, and says what each contributes.</summary>
/// <remarks>The map is the attribution painted over the segments. Several targets are answered from one set of model runs. Memory does not grow with the number of samples,
/// but for the scores of methods that say so.</remarks>
public abstract class SegmentExplainer : IExplainer
{
    private readonly IModel _model;
    private readonly SegmentOptions _options;

    private protected SegmentExplainer(IModel model, SegmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options.Segmenter, nameof(options));
        if (!Enum.IsDefined(options.Scale)) throw new ArgumentOutOfRangeException(nameof(options), options.Scale, "Expected a defined scale.");
        options.Imputer?.EnsureFits(model.InputShape);
        (_model, _options) = (model, options);
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Attribute(input, target, context, cancellationToken).ToMap();

    /// <summary>The contribution of each segment to one target.</summary>
    public SegmentAttribution Attribute(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Attribute(input, [target], context, cancellationToken)[0];

    /// <summary>The contribution of each segment to several targets, from one set of model runs.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="targets">What is explained; each is resolved once, on the untouched input.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    public IReadOnlyList<SegmentAttribution> Attribute(ModelInput input, IReadOnlyList<Target> targets, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var game = Play(input, targets, context, cancellationToken);
        return [.. targets.Select((_, o) => game.Result(o))];
    }

    /// <summary>Asks the model all that the method wants to know.</summary>
    private protected CoalitionGame Play(ModelInput input, IReadOnlyList<Target> targets, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count == 0) throw new ArgumentException("Expected at least one target, got none.", nameof(targets));
        foreach (var target in targets) ArgumentNullException.ThrowIfNull(target, nameof(targets));
        cancellationToken.ThrowIfCancellationRequested();
        var untouched = _model.Answer(input, [.. targets.SelectMany(t => t.Reads(_model)).Distinct()]);
        ImmutableArray<Objective> objectives = [.. targets.Select(t => t.Resolve(_model, untouched, 0, _options.Scale))];
        cancellationToken.ThrowIfCancellationRequested();
        var game = Open(new GameSetting(
            new SegmentedImage(input, _options.Segmenter.Segment(input), _options.Imputer),
            [.. objectives.Select(o => o.Evaluate(untouched, 0))],
            [.. objectives.Select(o => new MapOrigin(Name, o.Description, _model.Name, _options.ToString()))]));
        PerturbationLoop.Run(_model, objectives, game, context, cancellationToken);
        return game;
    }

    /// <summary>The method's own part: which coalitions it asks about, and what it makes of the answers.</summary>
    private protected abstract CoalitionGame Open(GameSetting setting);
}
