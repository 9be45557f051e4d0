using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Writes an image that belongs to an input: where its path starts.</summary>
internal delegate void ImageFill(ModelInput input, Span<float> image);

/// <summary>What the methods that take gradients at many images share: check, resolve the target on the untouched inputs, ask for the gradients of all inputs as one stream, sum, hold the sum against the scores.</summary>
internal sealed record PathMethod(IDifferentiableModel Model, string Name, AttributedValue Value, ScoreScale Scale, int Steps, Func<ModelInput, IGradientPath> Path)
{
    /// <summary>Floats that an image keeps from being filled to being accepted.</summary>
    public int ScratchLength { get; init; }

    /// <summary>Whether a step can be filled only after the step before it was accepted.</summary>
    public bool Sequential { get; init; }

    /// <summary>Where the path starts, for methods whose attributions add up to f(x) − f(start); null for others.</summary>
    public ImageFill? Start { get; init; }

    /// <summary>The options as text.</summary>
    public string Options { get; init; } = "";

    public void Run(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        var scores = Resolve(inputs, target, context, cancellationToken);
        // A path that its gradients lead takes one step of all inputs of a group together; the others are one stream of all inputs and steps.
        int group = Sequential ? context.GradientBatchSizeFor(Model.InputShape, inputs.Count) : Math.Max(1, inputs.Count);
        for (int first = 0; first < inputs.Count; first += group)
        {
            int count = Math.Min(group, inputs.Count - first);
            var samples = new PathSamples(this, [.. inputs.Skip(first).Take(count)], scores.AsMemory(first, count), accept);
            var part = context with { Progress = PartialProgress.Of(context.Progress, (long)first * Steps, (long)count * Steps, (long)inputs.Count * Steps) };
            GradientLoop.Run(Model, Value.Layer, samples, Sequential ? part with { BatchSize = count } : part, cancellationToken);
        }
    }

    /// <summary>What is explained of each input, and f(x) − f(start).</summary>
    private ResolvedScore[] Resolve(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, CancellationToken cancellationToken)
    {
        var scores = new ResolvedScore[inputs.Count];
        var answer = new ModelAnswer(target.Reads(Model).AsSpan());
        int size = context.BatchSizeFor(Model.InputShape, inputs.Count), length = Model.InputShape.Length;
        float[] starts = Start is null ? [] : new float[size * length];
        foreach (var batch in InputBatch.Of(Model, inputs, size, cancellationToken))
        {
            Model.Run(batch.Images, batch.Count, answer);
            var objectives = target.Resolve(Model, answer, batch, Scale);
            for (int i = 0; i < batch.Count; i++) scores[batch.First + i] = new ResolvedScore(objectives[i], Start is null ? 0 : objectives[i].Evaluate(answer, i));
            if (Start is null) continue;
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < batch.Count; i++) Start(inputs[batch.First + i], starts.AsSpan(i * length, length));
            Model.Run(starts.AsSpan(0, batch.Count * length), batch.Count, answer);
            answer.EnsureFinite(batch.First);
            for (int i = 0; i < batch.Count; i++)
                scores[batch.First + i] = scores[batch.First + i] with { Rise = scores[batch.First + i].Rise - objectives[i].Evaluate(answer, i) };
        }
        return scores;
    }
}

/// <summary>The number that is explained of an input, and by how much it rises along the path.</summary>
internal readonly record struct ResolvedScore(Objective Objective, double Rise);
