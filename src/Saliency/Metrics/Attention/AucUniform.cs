using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>AUC with all pixels as negatives: the probability that the map is higher at a fixation than at any pixel.</summary>
/// <remarks>
/// <para><c>mean over the fixations of (#{s &lt; v} + ½ #{s = v}) / n</c>, v the map's value there: every threshold, ties half, so that nothing depends on a step or a
/// seed. ½ is chance and what a constant map gets, higher is better; only the order of the values matters. Below 1 even at best, as the fixated pixels are among the negatives.
/// Each fixation counts, also the second on a pixel.</para>
/// <para>Kümmerer, Wallis, Bethge: Saliency benchmarking made easy: separating models, maps and metrics. ECCV 2018 (pysaliency's <c>AUC</c> with uniform negatives).</para>
/// </remarks>
public sealed class AucUniform : IGroundTruthMetric
{
    /// <inheritdoc/>
    public string Name => "AUC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        float[] fixated = [.. truth.FixationsFor(map, Name).Points.Select(p => map[p.Y, p.X]).OrderDescending()];
        int[] reached = new int[fixated.Length], above = new int[fixated.Length];
        ThresholdCounts.AtLeast(map.Values, fixated, reached);
        ThresholdCounts.AtLeast(map.Values, Array.ConvertAll(fixated, MathF.BitIncrement), above);
        double lost = Enumerable.Range(0, fixated.Length).Average(i => reached[i] + (double)above[i]) / 2;
        return new MetricResult(1 - (lost / map.Values.Length));
    }
}
