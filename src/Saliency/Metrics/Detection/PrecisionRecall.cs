using Saliency.Detection;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>The detections of one class in order, each with its overlaps with the marked objects of its image; and the curves that follow from them.</summary>
internal sealed class PrecisionRecall
{
    private readonly (int FirstMarked, double[] Overlaps)[] _detections;
    private readonly int _marked;

    public PrecisionRecall(IReadOnlyList<DetectionSample> images, int @class)
    {
        var found = new List<(int FirstMarked, double[] Overlaps)>();
        var scores = new List<float>();
        foreach (var image in images)
        {
            Box[] marked = [.. image.Marked.Where(m => m.Class == @class).Select(m => m.Box)];
            foreach (var detection in image.Detections.Where(d => d.Class == @class))
            {
                found.Add((_marked, Array.ConvertAll(marked, m => detection.Box.IoU(m))));
                scores.Add(detection.Score);
            }
            _marked += marked.Length;
        }
        var order = new int[scores.Count];
        Ranking.Descending([.. scores], order);
        _detections = Array.ConvertAll(order, i => found[i]);
    }

    /// <summary>Precision over recall after each detection.</summary>
    /// <param name="threshold">The least IoU of a match.</param>
    /// <param name="bestFreeOnly">Whether a detection looks past objects that are taken.</param>
    public Curve At(double threshold, bool bestFreeOnly)
    {
        var taken = new bool[_marked];
        double[] recall = new double[_detections.Length], precision = new double[_detections.Length];
        int right = 0;
        for (int i = 0; i < _detections.Length; i++)
        {
            var (first, overlaps) = _detections[i];
            int best = -1;
            for (int m = 0; m < overlaps.Length; m++)
                if (!(bestFreeOnly && taken[first + m]) && (best < 0 || overlaps[m] > overlaps[best])) best = m;
            if (best >= 0 && overlaps[best] >= threshold && !taken[first + best])
            {
                taken[first + best] = true;
                right++;
            }
            (recall[i], precision[i]) = ((double)right / _marked, right / (i + 1.0));
        }
        return new Curve([.. recall], [.. precision]);
    }

    /// <summary>The average of the highest precision at each recall or beyond.</summary>
    public static double Average(Curve curve, PrecisionRule rule)
    {
        double[] envelope = [.. curve.Y];
        for (int i = envelope.Length - 2; i >= 0; i--) envelope[i] = Math.Max(envelope[i], envelope[i + 1]);
        if (rule == PrecisionRule.VocAllPoints)
            return Enumerable.Range(0, envelope.Length).Sum(i => (curve.X[i] - (i == 0 ? 0 : curve.X[i - 1])) * envelope[i]);
        var (points, step) = rule == PrecisionRule.Coco ? (100, 0.01) : (10, 0.1);
        return Enumerable.Range(0, points + 1).Average(p =>
        {
            int reached = 0;
            // Multiples in doubles, as in the data sets' own code: 3 · 0.1 is a rounding above 0.3, so a recall of exactly three tenths does not reach it.
            while (reached < envelope.Length && curve.X[reached] < p * step) reached++;
            return reached < envelope.Length ? envelope[reached] : 0;
        });
    }
}
