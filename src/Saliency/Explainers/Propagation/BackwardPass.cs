namespace Saliency.Explainers;

/// <summary>What explainers that carry the answer back to the image have in common: inputs are checked and run in batches, targets resolved, results made finite or refused.</summary>
internal static class BackwardPass
{
    /// <summary>Calls for each batch of inputs.</summary>
    /// <param name="images">The batch, image after image.</param>
    /// <param name="first">Number of its first input.</param>
    /// <param name="count">Number of its inputs.</param>
    public delegate void Batch(ReadOnlySpan<float> images, int first, int count);

    /// <summary>Checks inputs and hands them on in batches.</summary>
    public static void Run(IModel model, IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, Batch batch, CancellationToken cancellationToken)
    {
        Check(model, inputs, target);
        context ??= RunContext.Default;
        int size = context.BatchSizeFor(model.InputShape, inputs.Count), length = model.InputShape.Length;
        var images = new float[size * length];
        for (int first = 0; first < inputs.Count; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, inputs.Count - first);
            for (int i = 0; i < count; i++) inputs[first + i].Values.CopyTo(images.AsSpan(i * length));
            batch(images.AsSpan(0, count * length), first, count);
            context.Progress?.Report(new RunProgress(first + count, inputs.Count));
        }
    }

    public static void Check(IModel model, IReadOnlyList<ModelInput> inputs, Target target)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
            model.Check(input);
        }
    }

    /// <summary>An answer that asks for all outputs, from which targets are resolved.</summary>
    public static ModelAnswer Outputs(IModel model) => new([.. model.Outputs.Select(o => o.Name)]);

    /// <summary>The objective of each image of an answer.</summary>
    public static Objective[] Resolve(IModel model, Target target, ModelAnswer answer, int first, int count)
    {
        answer.EnsureFinite(first);
        return [.. Enumerable.Range(0, count).Select(i => target.Resolve(model, answer, i, ScoreScale.Native))];
    }

    /// <summary>What a model carries back to each input, as it is.</summary>
    public static Attribution[] Attribute(IDifferentiableModel model, string method, string options, IReadOnlyList<ModelInput> inputs, Target target,
        RunContext? context, CancellationToken cancellationToken)
    {
        Check(model, inputs, target);
        var results = new Attribution[inputs.Count];
        ModelAnswer answer = Outputs(model), gradients = new(model.InputName);
        Run(model, inputs, target, context, (images, first, count) =>
        {
            Objective[] objectives = [];
            model.Differentiate(images, count, answer, a => objectives = Resolve(model, target, a, first, count), gradients);
            gradients.EnsureFinite(first);
            for (int i = 0; i < count; i++)
                results[first + i] = new Attribution(model.InputShape, gradients[0, i], new MapOrigin(method, objectives[i].Description, model.Name, options, 1));
        }, cancellationToken);
        return results;
    }

    /// <summary>Attributions as maps.</summary>
    public static SaliencyMap[] Maps(IReadOnlyList<Attribution> attributions, ChannelReduction reduction) => [.. attributions.Select(a => a.ToMap(reduction))];

    public static ChannelReduction Defined(ChannelReduction reduction) => Enum.IsDefined(reduction)
        ? reduction
        : throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "Expected a defined reduction.");
}
