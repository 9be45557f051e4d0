namespace Saliency.Metrics;

/// <summary>Insertion: how fast the score rises when the pixels that a map holds most important are put back first.</summary>
/// <remarks>
/// <para>The image starts as its baseline (by default its own blur) and gets its pixels back by falling value of the map, among equals the lowest index first;
/// after each step the model is asked. With the scores c_0 (baseline) to c_K (untouched), <c>AUC = (Σ c_i − c_0/2 − c_K/2) / K</c>: all steps weigh the
/// same, a shorter last one too. Every image is made from the order alone, never from the image before.</para>
/// <para>Higher is better; with probabilities 0..1. The curve's positions are the true shares of pixels changed. A map of another size is enlarged or
/// shrunk bilinearly to the input's. Cost: K + 2 model runs; 226 for an input of 224×224.</para>
/// <para>Petsiuk, Das, Saenko: RISE: randomized input sampling for explanation of black-box models. BMVC 2018.</para>
/// </remarks>
public sealed class Insertion : IModelMetric
{
    private readonly PixelGame _game;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The steps or the imputer do not fit the model's input.</exception>
    public Insertion(IModel model, InsertionOptions? options = null)
    {
        options ??= new InsertionOptions();
        _game = new PixelGame(model, options.StepPixels, options.Steps, options.Imputer, options.Scale);
    }

    /// <inheritdoc/>
    public string Name => "Insertion";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _game.Play(map, input, target, fromBaseline: true, context, cancellationToken);
}
