using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>PCC (also CC): Pearson's correlation of a map with what people saw.</summary>
/// <remarks>
/// <para><c>Σ (s − s̄)(d − d̄) / √(Σ (s − s̄)² · Σ (d − d̄)²)</c> over all pixels of map s and density d. −1..1, higher is better; neither scale nor shift of
/// a map matters. A constant map has no correlation: 0.</para>
/// <para>Bylinskii, Judd, Oliva, Torralba, Durand: What do different evaluation metrics tell us about saliency models? TPAMI 2019, section 4.2.</para>
/// </remarks>
public sealed class PearsonCorrelation : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "PCC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        double[] s = Deviations(map, out bool flat), d = Deviations(truth.DensityFor(map, Name), out bool flatTruth);
        return new MetricResult(flat || flatTruth
            ? 0
            : Math.Clamp(TensorPrimitives.Dot<double>(s, d) / Math.Sqrt(TensorPrimitives.SumOfSquares<double>(s) * TensorPrimitives.SumOfSquares<double>(d)), -1, 1));
    }

    private static double[] Deviations(SaliencyMap map, out bool flat)
    {
        ArgumentNullException.ThrowIfNull(map);
        // Asked of the values themselves: the deviations of equal values may differ from 0 by rounding.
        flat = TensorPrimitives.Min(map.Values) == TensorPrimitives.Max(map.Values);
        double mean = 0;
        foreach (float v in map.Values) mean += v;
        mean /= map.Values.Length;
        var deviations = new double[map.Values.Length];
        for (int i = 0; i < deviations.Length; i++) deviations[i] = map.Values[i] - mean;
        return deviations;
    }
}
