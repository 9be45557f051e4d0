namespace Saliency;

/// <summary>Several inputs for every explainer, whatever the type of the variable that holds it.</summary>
public static class ManyInputs
{
    /// <summary>Explains several inputs, each as if it came alone.</summary>
    /// <remarks>The same as the interface's, which a variable of a class's type does not offer.</remarks>
    /// <param name="explainer">The explainer.</param>
    /// <param name="inputs">Images of the model's input shape.</param>
    /// <param name="target">What is explained; resolved on each untouched input.</param>
    /// <param name="context">Batch size, threads, progress (over all inputs).</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>A map for each input, in their order.</returns>
    public static IReadOnlyList<SaliencyMap> Explain(this IExplainer explainer, IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        return explainer.Explain(inputs, target, context, cancellationToken);
    }
}
