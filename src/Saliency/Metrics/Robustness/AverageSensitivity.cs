namespace Saliency.Metrics;

/// <summary>Average sensitivity: how much an explanation changes on average when a little noise is added to the image.</summary>
/// <remarks>
/// <para><c>mean ‖a − a'‖ / ‖a‖</c>, a the map of the image, a' that of a neighbour, for the target of the untouched image. Norms are Euclidean over the pixels; a map of
/// zeros counts as one of norm 1.</para>
/// <para>0 and up, lower is better; 0 for an explainer that never changes, which says nothing of whether it is right. Cost: one model run, and an explanation for the image
/// and each neighbour: 11.</para>
/// <para>Yeh, Hsieh, Suggala, Inouye, Ravikumar: On the (in)fidelity and sensitivity of explanations. NeurIPS 2019. Number and strength of the neighbours are captum's;
/// Quantus takes 200, with every map scaled by its largest magnitude.</para>
/// </remarks>
public sealed class AverageSensitivity : IExplainerMetric
{
    private readonly Neighborhood _neighborhood;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public AverageSensitivity(IModel model, NeighborOptions? options = null) : this(Neighborhood.Of(model, options ?? new NeighborOptions()))
    {
    }

    /// <summary>With neighbours that were made elsewhere.</summary>
    internal AverageSensitivity(Neighborhood neighborhood) => _neighborhood = neighborhood;

    /// <inheritdoc/>
    public string Name => "Average sensitivity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        new(_neighborhood.Compare(explainer, input, target, context, MapChange.Relative, cancellationToken).Average());
}
