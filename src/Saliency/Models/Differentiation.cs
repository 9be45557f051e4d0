using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Saliency.Gradients;
using Saliency.Numerics;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;

namespace Saliency.Models;

/// <summary>The runs of a model that are fed more than images: backwards, and from a layer on. Sessions are made when first needed.</summary>
internal sealed class Differentiation(OnnxModel model, CanonicalModel canonical, SessionFactory sessions, bool single, ImmutableDictionary<string, GradientRule> own) : IDisposable
{
    private const int MostSessions = 6;

    private const string AfterLayers = "after layers";

    private readonly SessionCache<FedSession> _sessions = new(MostSessions);
    private readonly ConcurrentDictionary<string, FedGraph> _rests = [];
    // Constants of floats: what learns in training.
    private readonly Lazy<HashSet<string>> _weights = new(() => [.. Constants.Of(canonical.Model.Graph).Where(c => ElementType.IsFloating(c.Value.DataType)).Select(c => c.Key)]);

    /// <summary>Backwards through the whole network.</summary>
    public void Run(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer, Propagation propagation)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(gradients);
        if (objectives.Count != count && objectives.Count != 1)
            throw new ArgumentException($"Expected one objective or one for each of {count} images, got {objectives.Count}.", nameof(objectives));
        string? weight = gradients.Names.FirstOrDefault(_weights.Value.Contains);
        if (weight is not null && propagation is not DerivativePropagation)
            throw new ArgumentException($"Expected the image or layers under {propagation}, got the weight '{weight}', which has a derivative only.", nameof(gradients));
        model.CheckNames(gradients.Names.Where(name => name != model.InputName && !_weights.Value.Contains(name)));
        if (answer is not null) model.CheckNames(answer.Names);
        var wish = new GradientWish(OutputsOf(objectives), gradients.Names, answer?.Names ?? [], propagation);
        var session = Enter(wish.Key, () => GradientOpening.Open(FedGraph.Whole(canonical), sessions, single, wish, TableOf(propagation)));
        try
        {
            ModelAnswer seen = new([.. wish.Outputs]);
            if (objectives.Any(o => !o.IsLinear)) model.Run(images, count, seen);
            var cotangents = Cotangents(seen, 1, count, objectives, session.Cotangents);
            if (propagation.ComparesPairs) PairedRun.Of(session, images, count, cotangents, gradients, answer);
            else session.Run(images, count, cotangents, gradients, answer);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(count, e);
        }
        finally
        {
            session.Exit();
        }
    }

    /// <summary>Forwards through the whole network, then backwards through what follows the wanted layers: both of them for all objectives of an image at once.</summary>
    /// <returns>False where that cannot be done: the gradient by the image is wanted, the rules look at what stands before a layer, or a layer's images do not lie along its first axis. Nothing has been run then.</returns>
    public bool TryRun(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients, Propagation propagation)
    {
        model.CheckNames(answer.Names);
        if (propagation.NeedsWholeNetwork || gradients.Names.Any(name => name == model.InputName || _weights.Value.Contains(name))) return false;
        model.CheckNames(gradients.Names);
        if (!gradients.Names.All(name => FedGraph.CanBeFed(model.Observed(name)))) return false;
        var rest = _rests.GetOrAdd(string.Join('\n', gradients.Names),
            _ => FedGraph.After(canonical, gradients.Names, [.. canonical.Outputs.Select(o => o.Name)], model.Observed));
        if (rest.Fed.Any(f => f.Name == model.InputName)) return false;

        // The layers may have been asked for by the caller anyway.
        string[] missing = [.. rest.Fed.Select(f => f.Name).Except(answer.Names)];
        var asked = missing.Length == 0 ? answer : new ModelAnswer([.. answer.Names, .. missing]);
        model.Run(images, count, asked);
        if (asked != answer) asked.CopyTo(answer);
        var objectives = choose(answer);
        int each = Objective.Each(objectives, count);
        var wish = new GradientWish(OutputsOf(objectives), gradients.Names, [], propagation);
        if (!wish.Outputs.All(rest.Computes))
        {
            // A neuron of a layer that does not follow these.
            Run(each == 1 ? images : Repetition.OfEach(images, count, each), count * each, objectives, gradients, null, propagation);
            return true;
        }
        var fed = rest.Fed.Select(f => asked.Repeated(f.Name, each)).ToArray();
        var session = Enter([AfterLayers, .. wish.Key], () => GradientOpening.Open(rest, sessions, single, wish, TableOf(propagation)));
        try
        {
            session.Run(fed[0].Span, count * each, [.. fed[1..], .. Cotangents(asked, each, count * each, objectives, session.Cotangents)], gradients, null);
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(count, e);
        }
        finally
        {
            session.Exit();
        }
        return true;
    }

    /// <summary>Forwards from a layer on.</summary>
    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images)
    {
        model.CheckNames([layer]);
        model.CheckNames(answer.Names);
        if (!FedGraph.CanBeFed(model.Observed(layer)))
            throw new ArgumentException($"Expected a layer of floats with the images along its first axis, got '{layer}'.", nameof(layer));
        var session = Enter([$"from {layer}", .. answer.Names], () => OpenFrom(layer, answer.Names));
        try
        {
            if (values.Length != (long)count * session.Fed[0].Length)
                throw new ArgumentException($"Expected {count} × {session.Fed[0].Length} values of layer '{layer}', got {values.Length}.", nameof(values));
            session.Run(values, count, Around(layer, session.Fed, images, count), null, answer);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Expected {model.Name} to answer {count} images from layer '{layer}' on, but the runtime failed: {e.Message}", e);
        }
        finally
        {
            session.Exit();
        }
    }

    /// <summary>The rules of a propagation, the user's own included.</summary>
    public RuleTable TableOf(Propagation propagation) => RuleTable.Of(propagation, own);

    public void Dispose() => _sessions.Dispose();

    private FedSession Enter(ImmutableArray<string> key, Func<FedSession> open) =>
        _sessions.Enter(key, _ => open()) ?? throw new ObjectDisposedException(nameof(OnnxModel));

    /// <summary>What the rest of a network reads beside the layer, of one image for all or of an image for each.</summary>
    private ReadOnlyMemory<float>[] Around(string layer, ImmutableArray<RunValue> fed, ReadOnlySpan<float> images, int count)
    {
        string[] others = [.. fed.Skip(1).Select(f => f.Name)];
        if (others.Length == 0) return [];
        int given = images.Length / model.InputShape.Length;
        if (images.Length % model.InputShape.Length != 0 || (given != 1 && given != count))
        {
            throw new ArgumentException($"Expected one image or {count} of {model.InputShape}, got {images.Length} values: what follows layer '{layer}' also reads "
                + $"{string.Join(", ", others)}, which has to be computed.", nameof(images));
        }
        string[] inner = [.. others.Where(name => name != model.InputName)];
        var seen = inner.Length > 0 ? new ModelAnswer(inner) : null;
        if (seen is not null) model.Run(images, given, seen);
        float[] copy = others.Length > inner.Length ? Repetition.OfEach(images, given, count / given) : [];
        return [.. others.Select(name => name == model.InputName ? copy : seen!.Repeated(name, count / given))];
    }

    private FedSession OpenFrom(string layer, ImmutableArray<string> names)
    {
        var rest = FedGraph.After(canonical, [layer], names, model.Observed);
        var graph = rest.Model.Graph;
        var requests = names.Distinct().Select(name =>
        {
            var seen = model.Observed(name)!;
            return graph.Node.Any(n => n.Output.Contains(name)) && seen.BatchAxis >= 0
                ? new OutputRequest(name, ElementType.IsFloating(seen.ElementType) ? (int)TensorProto.Types.DataType.Float : seen.ElementType, seen.BatchAxis, seen.One.Length)
                : throw new ArgumentException($"Expected values that follow layer '{layer}', one for each image, got '{name}'.", nameof(names));
        }).ToArray();
        string[] given = OutputPass.Apply(graph, requests);
        PrunePass.Apply(graph);
        var values = requests.Zip(given).ToDictionary(r => r.First.Name, r => RunValue.From(r.First.Name, r.Second, model.Observed(r.First.Name)!, varying: false));
        return new FedSession(sessions.Create(rest.Model), single, rest.Fed, [], values, ImmutableDictionary<string, RunValue>.Empty, ImmutableDictionary<string, RunValue>.Empty);
    }

    private static ImmutableArray<string> OutputsOf(IReadOnlyList<Objective> objectives) => [.. objectives.SelectMany(o => o.Reads).Distinct()];

    private InvalidOperationException Failed(int count, OnnxRuntimeException e) =>
        new($"Expected gradients of {model.Name} for {count} images, but the runtime failed: {e.Message}", e);

    /// <summary>The objectives' gradients with respect to the outputs.</summary>
    /// <param name="answer">The outputs; not read for linear objectives.</param>
    /// <param name="each">Objectives for each image of the answer.</param>
    /// <param name="count">Cotangents wanted.</param>
    /// <param name="objectives">One for all, or one for each.</param>
    /// <param name="outputs">What the objectives read.</param>
    private static ReadOnlyMemory<float>[] Cotangents(ModelAnswer answer, int each, int count, IReadOnlyList<Objective> objectives, ImmutableArray<RunValue> outputs)
    {
        var cotangents = new ReadOnlyMemory<float>[outputs.Length];
        for (int k = 0; k < cotangents.Length; k++)
        {
            var values = new float[count * outputs[k].Length];
            cotangents[k] = values;
            for (int i = 0; i < count; i++)
            {
                var objective = objectives[objectives.Count == 1 ? 0 : i];
                if (objective.Reads.Contains(outputs[k].Name))
                    objective.Differentiate(answer, i / each, outputs[k].Name, values.AsSpan(i * outputs[k].Length, outputs[k].Length));
            }
        }
        return cotangents;
    }
}
