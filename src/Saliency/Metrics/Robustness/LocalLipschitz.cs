using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Local Lipschitz estimate: the most that an explanation changes for each unit by which the image changes.</summary>
/// <remarks>
/// <para><c>max ‖a − a'‖ / (‖x − x'‖ + 10⁻¹⁰)</c> over neighbours x' of the image x, a and a' their maps, for the target of the untouched image. Norms are Euclidean, of
/// maps over the pixels, of images over pixels and channels.</para>
/// <para>0 and up, lower is better. The unit is the map's: compare explainers with <see cref="NeighborOptions.Scaling"/> = <see cref="Normalization.MaxAbsolute"/>, the
/// default. Cost: one model run, and an explanation for the image and each neighbour: 11.</para>
/// <para>Alvarez-Melis, Jaakkola: On the robustness of interpretability methods. ICML workshop 2018. The noise, normal with deviation 0.1, is Quantus', which takes
/// 200 neighbours.</para>
/// </remarks>
public sealed class LocalLipschitz : IExplainerMetric
{
    private const double Smallest = 1e-10;

    private readonly Neighborhood _neighborhood;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The neighbours; null is 10 by normal noise of deviation 0.1, with maps scaled by their largest magnitude.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LocalLipschitz(IModel model, NeighborOptions? options = null) : this(Neighborhood.Of(
        model, options ?? new NeighborOptions { Noise = NeighborNoise.Gaussian, Magnitude = 0.1, Scaling = Normalization.MaxAbsolute }))
    {
    }

    /// <summary>With neighbours that were made elsewhere.</summary>
    internal LocalLipschitz(Neighborhood neighborhood) => _neighborhood = neighborhood;

    /// <inheritdoc/>
    public string Name => "Local Lipschitz estimate";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        new(_neighborhood.Compare(explainer, input, target, context, Slope, cancellationToken).Max());

    private static double Slope(Explained untouched, Explained neighbor) =>
        Distance.Euclidean(untouched.Map.Values, neighbor.Map.Values) / (Distance.Euclidean(untouched.Input.Values, neighbor.Input.Values) + Smallest);
}
