using Saliency.Numerics;

namespace Saliency.Evaluation;

/// <summary>An explainer that does not explain the same twice, while it is judged on one image: metrics of explainers begin with the map that the study has made already,
/// and several of them explain the same neighbours or the same veiled image.</summary>
internal class RememberingExplainer : IExplainer
{
    private readonly IExplainer _explainer;
    private readonly long _mostBytes;
    private readonly LinkedList<Known> _byUse = [];
    private readonly Lock _gate = new();
    private long _bytes;

    private protected RememberingExplainer(IExplainer explainer, long mostBytes) => (_explainer, _mostBytes) = (explainer, mostBytes);

    private sealed record Known(ModelInput Input, Target Target, SaliencyMap Map)
    {
        public long Bytes { get; } = sizeof(float) * (Input.Shape.Length + (long)Map.Values.Length);
    }

    public string Name => _explainer.Name;

    /// <summary>A view of an explainer, which attributes where the explainer does.</summary>
    /// <param name="explainer">The explainer.</param>
    /// <param name="mostBytes">Of images and maps together; the one that was not asked for longest is forgotten first.</param>
    public static RememberingExplainer Of(IExplainer explainer, long mostBytes) => explainer is IAttributor attributor
        ? new RememberingAttributor(attributor, mostBytes)
        : new RememberingExplainer(explainer, mostBytes);

    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(input, target) is not { } map) return Keep(input, target, _explainer.Explain(input, target, context, cancellationToken));
        context?.Progress?.Report(new RunProgress(1, 1));
        return map;
    }

    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        SaliencyMap?[] known = [.. inputs.Select(input => Find(input, target))];
        ModelInput[] left = [.. inputs.Where((_, i) => known[i] is null)];
        if (left.Length == 0) context?.Progress?.Report(new RunProgress(1, 1));
        var made = left.Length == 0 ? [] : _explainer.Explain(left, target, context, cancellationToken);
        for (int i = 0, at = 0; i < known.Length; i++) known[i] ??= Keep(inputs[i], target, made[at++]);
        return known!;
    }

    /// <summary>Takes note of a map that the explainer has made.</summary>
    public SaliencyMap Keep(ModelInput input, Target target, SaliencyMap map)
    {
        var known = new Known(input, target, map);
        lock (_gate)
        {
            _byUse.AddFirst(known);
            _bytes += known.Bytes;
            for (; _bytes > _mostBytes; _byUse.RemoveLast()) _bytes -= _byUse.Last!.Value.Bytes;
        }
        return map;
    }

    private SaliencyMap? Find(ModelInput input, Target target)
    {
        lock (_gate)
        {
            for (var node = _byUse.First; node is not null; node = node.Next)
            {
                if (!node.Value.Target.Equals(target) || !Same(node.Value.Input, input)) continue;
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Map;
            }
        }
        return null;
    }

    // Pictures differ early, so that looking through the known ones costs little.
    private static bool Same(ModelInput a, ModelInput b) => ReferenceEquals(a, b) || (a.Shape == b.Shape && a.Geometry == b.Geometry && a.Scales.SequenceEqual(b.Scales)
        && Bits.Of(a.Values).SequenceEqual(Bits.Of(b.Values)));

    private sealed class RememberingAttributor(IAttributor attributor, long mostBytes) : RememberingExplainer(attributor, mostBytes), IAttributor
    {
        public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
            attributor.Attribute(inputs, target, context, cancellationToken);
    }
}
