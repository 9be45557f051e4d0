using System.Numerics.Tensors;

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
        double sum = UnitRange.SumOfDifferences(map, density, difference => TensorPrimitives.SumOfMagnitudes<double>(difference));
        return new MetricResult(sum / map.Values.Length);
    }
}
