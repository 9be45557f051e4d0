using System.Globalization;
using Saliency.Detection;
using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Boxes, suppression and the measures of detectors: torchvision, scikit-learn, and COCO's and VOC's rules in numpy.</summary>
[Category("Reference")]
public class DetectionReferenceTests
{
    private static IEnumerable<TestCaseData> IoUCases => ReferenceSet.Tests("metrics", "detection/iou");

    private static IEnumerable<TestCaseData> SuppressionCases => ReferenceSet.Tests("metrics", "detection/nms");

    private static IEnumerable<TestCaseData> PrecisionCases => ReferenceSet.Tests("metrics", "detection/mean_average_precision");

    private static IEnumerable<TestCaseData> SegmentationCases => ReferenceSet.Tests("metrics", "detection/segmentation_iou");

    [TestCaseSource(nameof(IoUCases))]
    public void IoU_OfTorchvision_Same(ReferenceCase reference) =>
        reference.AssertClose("iou", [.. Box.IoU(Boxes(reference.Input("a")), Boxes(reference.Input("b"))).Cast<double>()]);

    [TestCaseSource(nameof(SuppressionCases))]
    public void NonMaximumSuppression_OfTorchvision_KeepsTheSame(ReferenceCase reference)
    {
        var boxes = Boxes(reference.Input("boxes"));
        float[] scores = reference.Input("scores").Floats;
        int[] classes = reference.Input("classes").Ints;
        DetectedObject[] detections = [.. boxes.Select((box, i) => new DetectedObject(box, classes[i], scores[i]))];
        foreach (double threshold in reference.Numbers("thresholds"))
        {
            string at = threshold.ToString("R", CultureInfo.InvariantCulture);
            Assert.That(NonMaximumSuppression.Keep(detections, threshold), Is.EqualTo(reference.Expected($"kept_{at}").Ints), $"kept_{at}");
            Assert.That(NonMaximumSuppression.KeepPerClass(detections, threshold), Is.EqualTo(reference.Expected($"kept_per_class_{at}").Ints), $"kept_per_class_{at}");
        }
    }

    [TestCaseSource(nameof(PrecisionCases))]
    public void MeanAveragePrecision_OfCocoAndVoc_Same(ReferenceCase reference)
    {
        var images = Images(reference);
        var coco = new MeanAveragePrecision().Evaluate(images);
        reference.AssertClose("ap50_per_class", [.. coco.Parts.Where(p => p.IouThreshold == 0.5).Select(p => p.Value)]);
        reference.AssertClose("map_per_threshold", [.. coco.Parts.Select(p => p.IouThreshold).Distinct().Select(coco.At)]);
        reference.AssertClose("map50", coco.At(0.5));
        reference.AssertClose("map75", coco.At(0.75));
        reference.AssertClose("map50_95", coco.Value);
        foreach (var (key, rule) in new[] { ("voc", PrecisionRule.VocAllPoints), ("voc07", PrecisionRule.Voc11Points) })
        {
            var voc = new MeanAveragePrecision(new MeanAveragePrecisionOptions { Rule = rule, IouThresholds = [0.5] }).Evaluate(images);
            reference.AssertClose($"{key}_ap50_per_class", [.. voc.Parts.Select(p => p.Value)]);
            reference.AssertClose($"{key}_map50", voc.Value);
        }
    }

    [TestCaseSource(nameof(SegmentationCases))]
    public void SegmentationIoU_OfScikitLearn_Same(ReferenceCase reference)
    {
        var result = SegmentationIoU.Evaluate(reference.Input("predicted").Ints, reference.Input("labels").Ints, reference.WholeNumber("classes"));
        reference.AssertClose("iou_per_class", [.. result.PerClass.Select(v => v ?? double.NaN)]);
        reference.AssertClose("mean_iou", result.Mean);
        reference.AssertClose("pixel_accuracy", result.PixelAccuracy);
    }

    private static Box[] Boxes(ReferenceArray rows) => [.. Enumerable.Range(0, rows.Shape[0]).Select(i => BoxOf(rows[i].Floats))];

    private static Box BoxOf(ReadOnlySpan<float> edges) => new(edges[0], edges[1], edges[2], edges[3]);

    // Columns: image, four edges, and then the class, with the score before it for detections.
    private static DetectionSample[] Images(ReferenceCase reference)
    {
        ReferenceArray truths = reference.Input("truths"), detections = reference.Input("detections");
        float[][] Rows(ReferenceArray array) => [.. Enumerable.Range(0, array.Shape[0]).Select(i => array[i].Floats)];
        var (marked, found) = (Rows(truths), Rows(detections));
        int count = (int)marked.Concat(found).Max(row => row[0]) + 1;
        return [.. Enumerable.Range(0, count).Select(image => new DetectionSample(
            [.. found.Where(r => r[0] == image).Select(r => new DetectedObject(BoxOf(r.AsSpan(1)), (int)r[6], r[5]))],
            [.. marked.Where(r => r[0] == image).Select(r => new MarkedObject(BoxOf(r.AsSpan(1)), (int)r[5]))]))];
    }
}
