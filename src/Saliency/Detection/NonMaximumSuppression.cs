using System.Collections.Immutable;
using Saliency.Numerics;

namespace Saliency.Detection;

/// <summary>Keeps the surest of detections that overlap.</summary>
/// <remarks>Greedy: by falling score, among equals the lowest index first, a detection is kept unless its IoU with a kept one exceeds the threshold. Detectors' exports, torchvision and
/// ONNX's NonMaxSuppression do the same. Time grows with kept × all.</remarks>
public static class NonMaximumSuppression
{
    /// <summary>The indices of the detections kept, by falling score; overlap counts within a class alone.</summary>
    /// <param name="detections">Any number, in any order.</param>
    /// <param name="iouThreshold">0..1.</param>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static ImmutableArray<int> KeepPerClass(ReadOnlySpan<DetectedObject> detections, double iouThreshold) => Keep(detections, iouThreshold, acrossClasses: false);

    /// <summary>The indices of the detections kept, by falling score; overlap counts whatever the class.</summary>
    /// <param name="detections">Any number, in any order.</param>
    /// <param name="iouThreshold">0..1.</param>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static ImmutableArray<int> Keep(ReadOnlySpan<DetectedObject> detections, double iouThreshold) => Keep(detections, iouThreshold, acrossClasses: true);

    private static ImmutableArray<int> Keep(ReadOnlySpan<DetectedObject> detections, double iouThreshold, bool acrossClasses)
    {
        if (!(iouThreshold >= 0 && iouThreshold <= 1)) throw new ArgumentOutOfRangeException(nameof(iouThreshold), iouThreshold, "Expected an IoU between 0 and 1.");
        var scores = new float[detections.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = detections[i].Score;
        var order = new int[scores.Length];
        Ranking.Descending(scores, order);
        var kept = new List<int>();
        foreach (int i in order)
        {
            bool hidden = false;
            foreach (int k in kept)
            {
                if (!acrossClasses && detections[k].Class != detections[i].Class) continue;
                hidden = detections[k].Box.IoU(detections[i].Box) > iouThreshold;
                if (hidden) break;
            }
            if (!hidden) kept.Add(i);
        }
        return [.. kept];
    }
}
