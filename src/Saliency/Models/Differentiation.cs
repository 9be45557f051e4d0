using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>The backward runs of a model: sessions by what is asked for and by which rules, made when first needed.</summary>
internal sealed class Differentiation(OnnxModel model, CanonicalModel canonical, SessionFactory sessions, bool single, ImmutableDictionary<string, GradientRule> own) : IDisposable
{
    private const int MostSessions = 4;

    private readonly SessionCache<GradientSession> _sessions = new(MostSessions);

    public void Run(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer, Propagation propagation)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        ArgumentNullException.ThrowIfNull(gradients);
        if (objectives.Count != count && objectives.Count != 1)
            throw new ArgumentException($"Expected one objective or one for each of {count} images, got {objectives.Count}.", nameof(objectives));
        ImmutableArray<string> outputs = [.. objectives.SelectMany(o => o.Reads).Distinct()];
        model.CheckNames(gradients.Names.Where(name => name != model.InputName));
        if (answer is not null) model.CheckNames(answer.Names);
        var wish = new GradientWish(outputs, gradients.Names, answer?.Names ?? [], propagation);
        var session = _sessions.Enter(wish.Key, _ => GradientOpening.Open(canonical, sessions, single, wish, RuleTable.Of(propagation, own)))
            ?? throw new ObjectDisposedException(nameof(OnnxModel));
        try
        {
            session.Run(images, count, Cotangents(images, count, objectives, session.Cotangents), gradients, answer);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Expected gradients of {model.Name} for {count} images, but the runtime failed: {e.Message}", e);
        }
        finally
        {
            session.Exit();
        }
    }

    public void Dispose() => _sessions.Dispose();

    /// <summary>The objectives' gradients with respect to the outputs; a forward run first where they depend on the answer.</summary>
    private float[][] Cotangents(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ImmutableArray<RunValue> outputs)
    {
        var answer = new ModelAnswer([.. outputs.Select(o => o.Name)]);
        if (objectives.Any(o => !o.IsLinear)) model.Run(images, count, answer);
        var cotangents = new float[outputs.Length][];
        for (int k = 0; k < cotangents.Length; k++)
        {
            cotangents[k] = new float[count * outputs[k].Length];
            for (int i = 0; i < count; i++)
            {
                var objective = objectives[objectives.Count == 1 ? 0 : i];
                if (objective.Reads.Contains(outputs[k].Name))
                    objective.Differentiate(answer, i, outputs[k].Name, cotangents[k].AsSpan(i * outputs[k].Length, outputs[k].Length));
            }
        }
        return cotangents;
    }
}
