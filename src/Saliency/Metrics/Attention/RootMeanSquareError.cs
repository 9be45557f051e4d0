using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>RMSE: the root of the mean squared difference of a map from what people saw, both scaled to 0..1.</summary>
/// <remarks>
/// <para><c>√ mean (mm(s) − mm(d))²</c> over all pixels of map s and density d, <c>mm(x) = (x − min) / (max − min)</c>; a constant map becomes zeros.
/// 0..1, lower is better.</para>
/// <para>A few large differences weigh more than in <see cref="MeanAbsoluteError"/>.</para>
/// </remarks>
public sealed class RootMeanSquareError : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "RMSE";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var density = truth.DensityFor(map, Name);
        double sum = UnitRange.SumOfDifferences(map, density, difference => TensorPrimitives.SumOfSquares<double>(difference));
        return new MetricResult(Math.Sqrt(sum / map.Values.Length));
    }
}
