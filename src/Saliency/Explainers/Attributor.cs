namespace Saliency.Explainers;

/// <summary>Makes the attribution of each input, in order; each may be dropped once it was accepted.</summary>
/// <param name="inputs">Not null; not yet looked at.</param>
/// <param name="target">Not null.</param>
/// <param name="context">Batch size, threads, progress.</param>
/// <param name="accept">Called once for each input, by one thread at a time, in rising order.</param>
/// <param name="cancellationToken">Honoured before each batch.</param>
internal delegate void AttributionRun(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken);

/// <summary>What the methods that carry the score back have in common: their maps are reductions of their attributions.</summary>
/// <remarks>Immutable and safe for concurrent calls.</remarks>
public abstract class Attributor : IAttributor
{
    private readonly ChannelReduction _reduction;

    private protected Attributor(ChannelReduction reduction)
    {
        reduction.EnsureDefined(nameof(reduction));
        _reduction = reduction;
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc cref="IAttributor.Attribute(ModelInput, Target, RunContext?, CancellationToken)"/>
    public Attribution Attribute(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Attribute([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Collect((attribution, _) => attribution, inputs, target, context, cancellationToken);

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Collect((attribution, shape) => attribution.ToMap(_reduction).Resize(shape.Height, shape.Width), inputs, target, context, cancellationToken);

    /// <summary>The method itself.</summary>
    private protected abstract AttributionRun Run { get; }

    private List<T> Collect<T>(Func<Attribution, ImageShape, T> convert, IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        foreach (var input in inputs) ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        cancellationToken.ThrowIfCancellationRequested();
        var results = new List<T>(inputs.Count);
        Run(inputs, target, context ?? RunContext.Default, attribution => results.Add(convert(attribution, inputs[results.Count].Shape)), cancellationToken);
        return results;
    }
}
