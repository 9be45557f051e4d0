using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Relative representation stability: how much an explanation changes, relative to how much a layer of the model does.</summary>
/// <remarks>
/// <para><c>max ‖(a − a') / a‖ / max(‖(L(x) − L(x')) / L(x)‖, 10⁻⁶)</c> over the neighbours whose predicted class is the image's, a and a' the maps of image and neighbour for
/// the target of the untouched image. Norms are Euclidean, divisions element by element; a 0 that would divide becomes 10⁻⁶, so that pixels without saliency that get
/// some decide the value.</para>
/// <para>0 and up, of a wide range: compare logarithms. Lower is better. Cost: 2 model runs and one for each neighbour, and an explanation for the image and each
/// neighbour: 11 explanations, 12 runs.</para>
/// <para>Agarwal, Johnson, Pawelczyk, Krishna, Saxena, Zitnik, Lakkaraju: Rethinking stability for attribution-based explanations. 2022. Quantus gives up (NaN)
/// when one neighbour is predicted another class.</para>
/// </remarks>
public sealed class RelativeRepresentationStability : IExplainerMetric
{
    private readonly StabilityTest _test;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer L; null is the default layer.</param>
    /// <param name="options">The neighbours.</param>
    /// <exception cref="ArgumentException">There is no such layer, or an option is out of its range.</exception>
    public RelativeRepresentationStability(ILayeredModel model, string? layer = null, NeighborOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _test = new StabilityTest(
            Neighborhood.Of(model, options ?? new NeighborOptions()),
            (here, there) => Distance.Relative(here.Answer[1, 0], there.Answer[1, 0], StabilityTest.Smallest),
            layer is null ? model.DefaultLayer.Name : model.FindLayer(layer).Name);
    }

    /// <inheritdoc/>
    public string Name => "Relative representation stability";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model predicts another class for every neighbour.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _test.Evaluate(explainer, input, target, context, cancellationToken);
}
