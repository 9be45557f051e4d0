using System.Buffers;
using System.Collections.Immutable;
using Saliency.Numerics;

namespace Saliency.Perturbation;

/// <summary>An image whose segments can be hidden: shown by the share of 1, replaced by the share of 0, mixed between.</summary>
internal sealed class SegmentedImage
{
    private readonly ModelInput _input;
    private readonly Imputer _imputer;

    // Pixels of one segment side by side.
    private readonly ImmutableArray<(int Start, int Length, int Segment)> _runs;

    /// <summary>An image, its segments, and what becomes of those that are hidden.</summary>
    /// <param name="input">The image.</param>
    /// <param name="segments">Its segments.</param>
    /// <param name="imputer">What becomes of a hidden segment; null is the segment's own mean.</param>
    public SegmentedImage(ModelInput input, Segmentation segments, Imputer? imputer)
    {
        (_input, Segments) = (input, segments);
        _imputer = (imputer ?? Baseline.Image(Means())).PreparedFor(input);
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

    /// <summary>Writes the image with some segments hidden. One that is shown in part is first removed, then mixed in by its share.</summary>
    /// <param name="kept">For each segment the share that is shown, 0..1.</param>
    /// <param name="sample">The image's number in the run.</param>
    /// <param name="target">C×H×W values.</param>
    public void Fill(ReadOnlySpan<float> kept, int sample, Span<float> target)
    {
        int plane = _input.Shape.PlaneLength;
        var rented = ArrayPool<bool>.Shared.Rent(plane);
        var removed = rented.AsSpan(0, plane);
        foreach (var (start, length, segment) in _runs) removed.Slice(start, length).Fill(kept[segment] < 1);
        _imputer.Impute(_input, removed, sample, target);
        ArrayPool<bool>.Shared.Return(rented);
        if (!kept.ContainsAnyExcept(0f, 1f)) return;
        float[] rentedShares = ArrayPool<float>.Shared.Rent(plane);
        var shares = rentedShares.AsSpan(0, plane);
        foreach (var (start, length, segment) in _runs) shares.Slice(start, length).Fill(kept[segment]);
        MaskBlend.Apply(_input.Values, shares, target, target);
        ArrayPool<float>.Shared.Return(rentedShares);
    }

    private ModelInput Means()
    {
        int plane = _input.Shape.PlaneLength;
        var labels = Segments.Labels;
        var values = new float[_input.Shape.Length];
        for (int offset = 0; offset < values.Length; offset += plane)
        {
            var sums = new double[Segments.Count];
            for (int p = 0; p < plane; p++) sums[labels[p]] += _input.Values[offset + p];
            for (int p = 0; p < plane; p++) values[offset + p] = (float)(sums[labels[p]] / Segments.PixelCount(labels[p]));
        }
        return new ModelInput(_input.Shape, values);
    }
}
