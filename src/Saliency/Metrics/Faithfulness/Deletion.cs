namespace Saliency.Metrics;

/// <summary>Deletion: how fast the score falls when the pixels that a map holds most important are taken away first.</summary>
/// <remarks>
/// <para>Pixels go by falling value of the map, among equals the lowest index first; after each step the model is asked. With the scores c_0 (untouched) to
/// c_K (all pixels gone), <c>AUC = (Σ c_i − c_0/2 − c_K/2) / K</c>: all steps weigh the same, a shorter last one too. Every image is made from the order
/// alone, never from the image before.</para>
/// <para>Lower is better; with probabilities 0..1. The curve's positions are the true shares of pixels changed. A map of another size is enlarged or
/// shrunk bilinearly to the input's. Cost: K + 2 model runs; 226 for an input of 224×224.</para>
/// <para>Petsiuk, Das, Saenko: RISE: randomized input sampling for explanation of black-box models. BMVC 2018.</para>
/// </remarks>
public sealed class Deletion : IModelMetric
{
    private readonly PixelGame _game;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public Deletion(IModel model, DeletionOptions? options = null)
    {
        options ??= new DeletionOptions();
        _game = new PixelGame(model, options.StepPixels, options.Steps, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Deletion";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _game.Play(map, input, target, fromBaseline: false, context, cancellationToken);
}
