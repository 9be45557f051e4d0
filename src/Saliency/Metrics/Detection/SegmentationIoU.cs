using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>How well labels of pixels were predicted.</summary>
/// <param name="PerClass">IoU of each class, 0..1; null where neither the labels nor the prediction have it.</param>
/// <param name="Mean">The mean IoU over the classes that occur.</param>
/// <param name="PixelAccuracy">The share of pixels with the right label.</param>
public sealed record SegmentationIoUResult(ImmutableArray<double?> PerClass, double Mean, double PixelAccuracy);

/// <summary>Mean IoU of label maps, the measure of semantic segmentation.</summary>
/// <remarks>
/// <para>Of each class <c>|both| / |either|</c> over all pixels, and the mean over the classes that occur in labels or prediction. Pixels of several images are counted
/// together when they are given together, which is what data sets report.</para>
/// <para>Everingham, Van Gool, Williams, Winn, Zisserman: The PASCAL visual object classes challenge. IJCV 2010.</para>
/// </remarks>
public static class SegmentationIoU
{
    /// <summary>Judges a prediction.</summary>
    /// <param name="predicted">The class of each pixel, 0..classes − 1.</param>
    /// <param name="labels">The true class of each pixel; one that is negative or not below <paramref name="classes"/> (255 in VOC) marks a pixel that does not count.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, no pixel counts, or a prediction is no class.</exception>
    public static SegmentationIoUResult Evaluate(ReadOnlySpan<int> predicted, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (predicted.Length != labels.Length) throw new ArgumentException($"Expected {labels.Length} predicted pixels, got {predicted.Length}.", nameof(predicted));
        long[] both = new long[classes], guessed = new long[classes], actual = new long[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            int label = labels[i], guess = predicted[i];
            if ((uint)label >= (uint)classes) continue;
            if ((uint)guess >= (uint)classes) throw new ArgumentException($"Expected predicted classes of 0 to {classes - 1}, got {guess} at index {i}.", nameof(predicted));
            actual[label]++;
            guessed[guess]++;
            if (label == guess) both[label]++;
        }
        long counted = actual.Sum();
        if (counted == 0) throw new ArgumentException("Expected at least one pixel that counts, got none.", nameof(labels));
        ImmutableArray<double?> perClass =
            [.. Enumerable.Range(0, classes).Select(c => guessed[c] + actual[c] is var sum and > 0 ? (double)both[c] / (sum - both[c]) : (double?)null)];
        return new SegmentationIoUResult(perClass, perClass.Average()!.Value, (double)both.Sum() / counted);
    }
}
