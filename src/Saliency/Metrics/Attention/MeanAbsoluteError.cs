using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>MAE: the mean difference of a map from what people saw, both scaled to 0..1.</summary>
/// <remarks>
/// <para><c>mean |mm(s) − mm(d)|</c> over all pixels of map s and density d, <c>mm(x) = (x − min) / (max − min)</c>; a constant map becomes zeros.
/// 0..1, lower is better.</para>
/// <para>Perazzi, Krähenbühl, Pritch, Hornung: Saliency filters: contrast based filtering for salient region detection. CVPR 2012.</para>
/// </remarks>
public sealed class MeanAbsoluteError : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "MAE";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var density = truth.DensityFor(map, Name);
        UnitRange mapRange = UnitRange.Of(map), densityRange = UnitRange.Of(density);
        double sum = BlockSum.Of(map.Values, density.Values, (s, d) =>
        {
            mapRange.Apply(s);
            densityRange.Apply(d);
            TensorPrimitives.Subtract(s, d, s);
            return TensorPrimitives.SumOfMagnitudes<double>(s);
        });
        return new MetricResult(sum / map.Values.Length);
    }
}
