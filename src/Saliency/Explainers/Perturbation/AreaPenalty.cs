using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>How far a mask is from covering a given number of pixels wholly and the rest not at all: <c>weight · mean((sorted m − r)²)</c>, r as many ones and zeros.</summary>
/// <remarks>Equal values share their places in r, so that a pixel's number does not decide. Fong, Patrick, Vedaldi, ICCV 2019.</remarks>
internal static class AreaPenalty
{
    /// <summary>Adds the penalty's derivative.</summary>
    /// <param name="mask">Values of 0..1.</param>
    /// <param name="covered">Pixels to cover.</param>
    /// <param name="weight">The penalty's weight.</param>
    /// <param name="byMask">Receives the sum.</param>
    public static void AddGradient(ReadOnlySpan<float> mask, int covered, double weight, Span<float> byMask)
    {
        var order = new int[mask.Length];
        Ranking.Descending(mask, order);
        for (int first = 0, next; first < order.Length; first = next)
        {
            for (next = first + 1; next < order.Length && mask[order[next]] == mask[order[first]]; next++) { }
            double wanted = Math.Clamp((double)(covered - first) / (next - first), 0, 1);
            float slope = (float)(2 * weight * (mask[order[first]] - wanted) / mask.Length);
            foreach (int i in order.AsSpan(first, next - first)) byMask[i] += slope;
        }
    }
}
