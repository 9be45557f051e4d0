namespace Saliency.Metrics;

/// <summary>ARCC: ROAD, coherency and complexity in one number: ADCC with the drop, which a map of ones wins, replaced.</summary>
/// <remarks>
/// <para>The harmonic mean of <see cref="Coherency"/>, 1 − <see cref="MeanSaliency"/> and <see cref="Road"/> doubled and cut to 0..1.</para>
/// <para>0..1, higher is better; 0 where one part is 0, as for a constant map. Over images, average the parts first and combine them then
/// (<see cref="Combine"/>), as for <see cref="Adcc"/>. Cost: two explanations and 20 model runs.</para>
/// <para>Domeniconi, Stramiglio, Lombardi, Salti: How to evaluate and refine your CAM. 2026, arXiv 2605.14641, after ADCC. The doubling and the cut are pytorch-grad-cam's, whose ROAD
/// removes 20, 40, 60 and 80 percent; here it removes what <see cref="Road"/> does by default.</para>
/// </remarks>
public sealed class Arcc : IExplainerMetric
{
    private readonly IModel _model;
    private readonly Road _road;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    public Arcc(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _road = new Road(model);
    }

    /// <inheritdoc/>
    public string Name => "ARCC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <summary>The harmonic mean of three parts of 0..1, each better when higher; 0 where one of them is 0.</summary>
    public static double Combine(double coherency, double simplicity, double faithfulness) => Adcc.Combine(coherency, simplicity, faithfulness);

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Adcc.Evaluate(_model, (map, steady, quiet) => Math.Clamp(2 * _road.Evaluate(map, input, steady, quiet, cancellationToken).Value, 0, 1),
            explainer, input, target, context, cancellationToken);
}
