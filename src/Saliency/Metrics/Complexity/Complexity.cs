using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Complexity: over how many pixels is the relevance spread? The entropy of the map's absolute values, in nats.</summary>
/// <remarks>
/// <para><c>−Σ p ln(p + 10⁻¹²)</c>, <c>p = |a| / Σ |a|</c>. About 0 (one pixel) to ln n (all alike), lower is simpler; compare maps of one size. exp(value) is the number of equal pixels that
/// would be as complex. Neither scale nor sign nor place matters. A constant map, zeros among them, gives ln n.</para>
/// <para>The addend is Quantus'; Xplique's is 10⁻⁸; xaitk takes logarithms to the base 2 of the map scaled to 0..1.</para>
/// <para>Bhatt, Weller, Moura: Evaluating and aggregating feature-based model explanations. IJCAI 2020.</para>
/// </remarks>
public sealed class Complexity : IMapMetric
{
    private const double Added = 1e-12;

    /// <inheritdoc/>
    public string Name => "Complexity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        double sum = BlockSum.Of(map.Values, block => TensorPrimitives.SumOfMagnitudes<double>(block));
        if (sum == 0) return new MetricResult(Math.Log(map.Values.Length));
        double entropy = -BlockSum.Of(map.Values, block =>
        {
            Span<double> logarithms = stackalloc double[block.Length];
            TensorPrimitives.Abs(block, block);
            TensorPrimitives.Divide(block, sum, block);
            TensorPrimitives.Add(block, Added, logarithms);
            TensorPrimitives.Log(logarithms, logarithms);
            return TensorPrimitives.Dot<double>(block, logarithms);
        });
        return new MetricResult(Math.Max(0, entropy));
    }
}
