using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Relative output stability: how much an explanation changes, relative to how much the model's first output does.</summary>
/// <remarks>
/// <para><c>max ‖(a − a') / a‖ / max(‖h(x) − h(x')‖, 10⁻⁶)</c> over the neighbours whose predicted class is the image's, a and a' the maps of image and neighbour for
/// the target of the untouched image. Norms are Euclidean, divisions element by element; a 0 that would divide becomes 10⁻⁶, so that pixels without saliency that get
/// some decide the value.</para>
/// <para>0 and up, of a wide range: compare logarithms. Lower is better. Cost: 2 model runs and one for each neighbour, and an explanation for the image and each
/// neighbour: 11 explanations, 12 runs.</para>
/// <para>Agarwal, Johnson, Pawelczyk, Krishna, Saxena, Zitnik, Lakkaraju: Rethinking stability for attribution-based explanations. 2022. Quantus gives up (NaN)
/// when one neighbour is predicted another class.</para>
/// </remarks>
public sealed class RelativeOutputStability : IExplainerMetric
{
    private readonly StabilityTest _test;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public RelativeOutputStability(IModel model, NeighborOptions? options = null) => _test = new StabilityTest(
        Neighborhood.Of(model, options ?? new NeighborOptions()), (here, there) => Distance.Euclidean(here.Answer[0, 0], there.Answer[0, 0]));

    /// <inheritdoc/>
    public string Name => "Relative output stability";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model predicts another class for every neighbour.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _test.Evaluate(explainer, input, target, context, cancellationToken);
}
