namespace Saliency;

/// <summary>An explainer that answers for every number of the input, channel by channel: the gradient family.</summary>
/// <remarks>Its maps are reductions of its attributions. Methods that build on attributions (XRAI) take one of these.
/// A method of a layer answers for every number of the layer instead: its attributions have the layer's extent, its maps the input's.</remarks>
public interface IAttributor : IExplainer
{
    /// <summary>Attributes several inputs, each as if it came alone.</summary>
    /// <param name="inputs">Images of the model's input shape.</param>
    /// <param name="target">What is explained; resolved on each untouched input.</param>
    /// <param name="context">Batch size, threads, progress (over all inputs).</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>An attribution for each input, in their order, in units of the explained score unless the method says otherwise.</returns>
    IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default);

    /// <summary>Attributes one input.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="target">What is explained; resolved once, on the untouched input.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>Signed values of the input's shape, or of the layer's where the method attributes to one.</returns>
    Attribution Attribute(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Attribute([input], target, context, cancellationToken)[0];
}
