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
        foreach (var input in inputs) Model.Check(input);
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
        int size = context.BatchSizeFor(Model.InputShape, inputs.Count), length = Model.InputShape.Length;
        var images = new float[size * length];
        var answer = new ModelAnswer(target.Reads(Model).AsSpan());
        for (int first = 0; first < scores.Length; first += size)
        {
            int count = Math.Min(size, scores.Length - first);
            Ask((input, image) => input.Values.CopyTo(image));
            for (int i = 0; i < count; i++)
            {
                var objective = target.Resolve(Model, answer, i, Scale);
                scores[first + i] = new ResolvedScore(objective, Start is null ? 0 : objective.Evaluate(answer, i));
            }
            if (Start is null) continue;
            Ask(Start);
            for (int i = 0; i < count; i++)
                scores[first + i] = scores[first + i] with { Rise = scores[first + i].Rise - scores[first + i].Objective.Evaluate(answer, i) };

            void Ask(ImageFill fill)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int i = 0; i < count; i++) fill(inputs[first + i], images.AsSpan(i * length, length));
                Model.Run(images.AsSpan(0, count * length), count, answer);
                answer.EnsureFinite(first);
            }
        }
        return scores;
    }
}

/// <summary>The number that is explained of an input, and by how much it rises along the path.</summary>
internal readonly record struct ResolvedScore(Objective Objective, double Rise);
