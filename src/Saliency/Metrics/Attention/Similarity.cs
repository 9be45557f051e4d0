using System.Numerics.Tensors;

namespace Saliency.Metrics;

/// <summary>SIM: the share of two densities that lies in the same place (histogram intersection).</summary>
/// <remarks>
/// <para><c>Σ min(s / Σs, d / Σd)</c> over all pixels of map s and density d, both made non-negative first. 0..1, higher is better. A map that is zero
/// everywhere once shifted says nothing about place and counts as the uniform density.</para>
/// <para>Bylinskii, Judd, Oliva, Torralba, Durand: What do different evaluation metrics tell us about saliency models? TPAMI 2019, section 4.2.</para>
/// </remarks>
public sealed class Similarity : IGroundTruthMetric
{
    private readonly SimilarityOptions _options;

    /// <summary>Makes the metric.</summary>
    public Similarity(SimilarityOptions? options = null)
    {
        _options = options ?? new SimilarityOptions();
        if (!Enum.IsDefined(_options.Shift)) throw new ArgumentOutOfRangeException(nameof(options), _options.Shift, "Expected a defined shift.");
    }

    /// <inheritdoc/>
    public string Name => "SIM";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        double[] d = Density(truth.DensityFor(map, Name)), s = Density(map);
        double shared = 0;
        for (int i = 0; i < s.Length; i++) shared += Math.Min(s[i], d[i]);
        return new MetricResult(shared);
    }

    private double[] Density(SaliencyMap map)
    {
        double min = TensorPrimitives.Min(map.Values);
        double shift = _options.Shift == SimilarityShift.Always || min < 0 ? min : 0;
        var density = new double[map.Values.Length];
        for (int i = 0; i < density.Length; i++) density[i] = map.Values[i] - shift;
        double sum = TensorPrimitives.Sum<double>(density);
        if (sum > 0) TensorPrimitives.Divide(density, sum, density);
        else Array.Fill(density, 1.0 / density.Length);
        return density;
    }
}
