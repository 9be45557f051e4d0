namespace Saliency;

/// <summary>A method that says which pixels mattered for a target.</summary>
/// <remarks>Immutable and safe for concurrent calls. The same input, target, options and device give the same bits on the CPU.</remarks>
public interface IExplainer
{
    /// <summary>The method's published name.</summary>
    string Name { get; }

    /// <summary>Explains one input.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="target">What is explained; resolved once, on the untouched input.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>A map of the input's height and width.</returns>
    SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Explains several inputs, each as if it came alone.</summary>
    /// <param name="inputs">Images of the model's input shape.</param>
    /// <param name="target">What is explained; resolved on each untouched input.</param>
    /// <param name="context">Batch size, threads, progress (over all inputs).</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>A map for each input, in their order.</returns>
    IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        context ??= RunContext.Default;
        var maps = new SaliencyMap[inputs.Count];
        for (int i = 0; i < maps.Length; i++)
        {
            maps[i] = Explain(inputs[i], target, context with { Progress = null }, cancellationToken);
            context.Progress?.Report(new RunProgress(i + 1, maps.Length));
        }
        return maps;
    }
}
