using System.Collections.Immutable;

namespace Saliency.Perturbation;

/// <summary>An image whose segments can be hidden: shown by the share of 1, replaced by the share of 0, mixed between.</summary>
internal sealed class SegmentedImage
{
    private readonly ModelInput _input;
    private readonly float[] _hidden;

    // Pixels of one segment side by side: copied together.
    private readonly ImmutableArray<(int Start, int Length, int Segment)> _runs;

    /// <summary>An image, its segments, and what stands where one is hidden.</summary>
    /// <param name="input">The image.</param>
    /// <param name="segments">Its segments.</param>
    /// <param name="baseline">What stands for a hidden segment; null is the segment's own mean.</param>
    public SegmentedImage(ModelInput input, Segmentation segments, Baseline? baseline)
    {
        (_input, Segments) = (input, segments);
        _hidden = new float[input.Shape.Length];
        if (baseline is null) FillMeans(_hidden);
        else baseline.Fill(input, _hidden);
        var runs = ImmutableArray.CreateBuilder<(int, int, int)>();
        var labels = segments.Labels;
        for (int start = 0, p = 1; p <= labels.Length; p++)
        {
            if (p < labels.Length && labels[p] == labels[start]) continue;
            runs.Add((start, p - start, labels[start]));
            start = p;
        }
        _runs = runs.DrainToImmutable();
    }

    public Segmentation Segments { get; }

    /// <summary>Writes the image with some segments hidden.</summary>
    /// <param name="kept">For each segment the share that is shown, 0..1.</param>
    /// <param name="target">C×H×W values.</param>
    public void Fill(ReadOnlySpan<float> kept, Span<float> target)
    {
        int plane = _input.Shape.PlaneLength;
        for (int offset = 0; offset < target.Length; offset += plane)
            foreach (var (start, length, segment) in _runs)
            {
                ReadOnlySpan<float> shown = _input.Values.Slice(offset + start, length), hidden = _hidden.AsSpan(offset + start, length);
                var to = target.Slice(offset + start, length);
                float share = kept[segment];
                if (share == 1) shown.CopyTo(to);
                else if (share == 0) hidden.CopyTo(to);
                else
                    for (int i = 0; i < to.Length; i++) to[i] = (shown[i] * share) + (hidden[i] * (1 - share));
            }
    }

    private void FillMeans(float[] values)
    {
        int plane = _input.Shape.PlaneLength;
        var labels = Segments.Labels;
        for (int offset = 0; offset < values.Length; offset += plane)
        {
            var sums = new double[Segments.Count];
            for (int p = 0; p < plane; p++) sums[labels[p]] += _input.Values[offset + p];
            for (int p = 0; p < plane; p++) values[offset + p] = (float)(sums[labels[p]] / Segments.PixelCount(labels[p]));
        }
    }
}
