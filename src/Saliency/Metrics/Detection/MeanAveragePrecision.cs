using System.Collections.Immutable;
using Saliency.Detection;

namespace Saliency.Metrics;

/// <summary>How <see cref="MeanAveragePrecision"/> matches detections and reads the area of a precision–recall curve.</summary>
public enum PrecisionRule
{
    /// <summary>COCO: a detection takes the best marked object that is still free; precision averaged at the recalls 0, 0.01 … 1.</summary>
    Coco,

    /// <summary>PASCAL VOC from 2010: a detection whose best marked object is taken is false; the exact area under the curve.</summary>
    VocAllPoints,

    /// <summary>PASCAL VOC 2007: matched as in VOC; precision averaged at the recalls 0, 0.1 … 1.</summary>
    Voc11Points,
}

/// <summary>Parameters of <see cref="MeanAveragePrecision"/>.</summary>
public sealed record MeanAveragePrecisionOptions
{
    /// <summary>The convention.</summary>
    public PrecisionRule Rule { get; init; }

    /// <summary>The least IoU of a match, each above 0 and at most 1; the average precisions of all are averaged. COCO's by default: 0.5, 0.55 … 0.95; VOC has the one 0.5.</summary>
    public ImmutableArray<double> IouThresholds { get; init; } = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
}

/// <summary>The detections and the marked objects of one image.</summary>
/// <param name="Detections">What the detector found.</param>
/// <param name="Marked">What is there.</param>
public sealed record DetectionSample(ImmutableArray<DetectedObject> Detections, ImmutableArray<MarkedObject> Marked);

/// <summary>How well one class was detected at one threshold.</summary>
/// <param name="Class">The class.</param>
/// <param name="IouThreshold">The least IoU of a match.</param>
/// <param name="Value">The average precision, 0..1.</param>
/// <param name="Curve">Precision over recall, a point for each detection of the class by falling score.</param>
public sealed record AveragePrecision(int Class, double IouThreshold, double Value, Curve Curve);

/// <summary>How well a detector found what is there.</summary>
/// <param name="Value">The mean of all average precisions, 0..1.</param>
/// <param name="Parts">Each class at each threshold, by class and then in the order of the thresholds.</param>
public sealed record MeanAveragePrecisionResult(double Value, ImmutableArray<AveragePrecision> Parts)
{
    /// <summary>The mean over the classes at one threshold, for example 0.5 for mAP50.</summary>
    /// <exception cref="ArgumentException">It was not among the thresholds.</exception>
    public double At(double iouThreshold)
    {
        double[] values = [.. Parts.Where(p => Math.Abs(p.IouThreshold - iouThreshold) < 1e-9).Select(p => p.Value)];
        return values.Length > 0 ? values.Average()
            : throw new ArgumentException($"Expected a threshold among {string.Join(", ", Parts.Select(p => p.IouThreshold).Distinct())}, got {iouThreshold}.", nameof(iouThreshold));
    }
}

/// <summary>mAP: of a detector's boxes, how many are right, averaged over how many it is asked for, classes and strictness of the match.</summary>
/// <remarks>
/// <para>For each class and threshold the detections of all images are taken by falling score, among equals in the order given. One that matches a marked object of its class with an IoU
/// of at least the threshold is true, others are false, a second match of the same object too. After each detection precision is true / all so far and recall true / marked;
/// precision is then raised to the highest at any recall not lower, and read as <see cref="PrecisionRule"/> says. Classes without marked objects do not count. 0..1, higher is better.</para>
/// <para>No size ranges, crowds, difficult objects or limit of detections. Areas have no "+ 1" (<see cref="Box"/>).</para>
/// <para>Everingham et al.: The PASCAL visual object classes challenge. IJCV 2010, section 4.2; Lin et al.: Microsoft COCO: common objects in context. ECCV 2014 (and the
/// evaluation code of the data set).</para>
/// </remarks>
public sealed class MeanAveragePrecision
{
    private readonly MeanAveragePrecisionOptions _options;

    /// <summary>Makes the metric.</summary>
    /// <exception cref="ArgumentException">No thresholds, or one that is not above 0 and at most 1.</exception>
    public MeanAveragePrecision(MeanAveragePrecisionOptions? options = null)
    {
        _options = options ?? new MeanAveragePrecisionOptions();
        _options.Rule.EnsureDefined(nameof(options));
        if (_options.IouThresholds.IsDefaultOrEmpty) throw new ArgumentException("Expected at least one threshold, got none.", nameof(options));
        foreach (double threshold in _options.IouThresholds)
            if (!(threshold > 0 && threshold <= 1)) throw new ArgumentOutOfRangeException(nameof(options), threshold, "Expected thresholds above 0 and at most 1.");
    }

    /// <summary>Judges the detections of some images.</summary>
    /// <exception cref="ArgumentException">No object is marked in any image, or a score is NaN.</exception>
    public MeanAveragePrecisionResult Evaluate(IReadOnlyList<DetectionSample> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int[] classes = [.. images.SelectMany(i => i.Marked).Select(m => m.Class).Distinct().Order()];
        if (classes.Length == 0) throw new ArgumentException("Expected at least one marked object, got none.", nameof(images));
        AveragePrecision[] parts =
        [
            .. from c in classes
               let curves = new PrecisionRecall(images, c)
               from threshold in _options.IouThresholds
               let curve = curves.At(threshold, bestFreeOnly: _options.Rule == PrecisionRule.Coco)
               select new AveragePrecision(c, threshold, PrecisionRecall.Average(curve, _options.Rule), curve),
        ];
        return new MeanAveragePrecisionResult(parts.Average(p => p.Value), [.. parts]);
    }
}
