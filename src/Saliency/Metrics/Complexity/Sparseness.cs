using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Sparseness: is the relevance held by few pixels? The Gini index of the map's absolute values.</summary>
/// <remarks>
/// <para><c>Σ (2i − n − 1) v_i / (n Σ v_i)</c> over <c>v = |a| / max |a| + 10⁻⁷</c> in rising order, i = 1..n. 0 (all pixels alike) to 1 − 1/n (one pixel), higher is sparser. Neither
/// scale nor sign nor place matters. A constant map, zeros among them, gives 0.</para>
/// <para>The addend is Quantus'; Xplique's is 10⁻⁸. Quantus gives the values of each channel, a map here has one for each pixel.</para>
/// <para>Chalasani, Chen, Chowdhury, Wu, Jha: Concise explanations of neural networks using adversarial training. ICML 2020.</para>
/// </remarks>
public sealed class Sparseness : IMapMetric
{
    private const double Added = 1e-7;

    /// <inheritdoc/>
    public string Name => "Sparseness";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map)
    {
        var sizes = Magnitudes.Of(map, out double largest);
        if (largest == 0) return new MetricResult(0);
        using var order = FallingOrder.Of(sizes);
        int n = order.Length;
        double weighted = 0, sum = 0;
        for (int place = 0; place < n; place++)
        {
            double v = (order.Value(place) / largest) + Added;
            weighted += (n - 1 - (2.0 * place)) * v;
            sum += v;
        }
        return new MetricResult(Math.Max(0, weighted / n / sum));
    }
}
