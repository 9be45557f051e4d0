namespace Saliency.Onnx.Surgery;

/// <summary>Where the images of a batch lie in a value: along one axis, which may count other things around and inside of them
/// (heads, windows, tokens that a reshape merged into it). The axis is as long as <paramref name="Outer"/> · images · <paramref name="Inner"/>.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Outer">What the axis counts outside of the images.</param>
/// <param name="Inner">What it counts for each image.</param>
internal readonly record struct BatchPlace(int Axis, long Outer = 1, long Inner = 1)
{
    /// <summary>Whether the axis counts images and nothing else.</summary>
    public bool IsPlain => Outer == 1 && Inner == 1;

    /// <summary>Where the images lie once the value has another shape.</summary>
    /// <param name="from">The shape for one image before.</param>
    /// <param name="to">The shape for one image after.</param>
    /// <returns>null where they end up in no single axis.</returns>
    public BatchPlace? Reshaped(long[] from, long[] to)
    {
        // A reshape keeps the order of elements: as many of them come before the images as did. Where axes of one make several places
        // possible, all hold the same elements in the same order; what is chosen is the place that later operators most likely mean.
        long before = Outer;
        for (int a = 0; a < Axis; a++) before *= from[a];
        BatchPlace? best = null;
        int bestRank = int.MaxValue;
        long prefix = 1;
        for (int k = 0; k < to.Length && prefix <= before && prefix > 0; prefix *= to[k++])
        {
            if (before % prefix != 0 || to[k] % (before / prefix) != 0) continue;
            var place = new BatchPlace(k, before / prefix, to[k] / (before / prefix));
            int rank = place.IsPlain ? (k == Axis ? 0 : 1) : IsDropped(from, to) && k == Axis - 1 ? 2 : place.Outer == 1 ? 3 : 4;
            if (rank < bestRank) (best, bestRank) = (place, rank);
        }
        return best;
    }

    // [T, 1, C] → [T, C]: rows of a linear layer, not tokens of C features each.
    private bool IsDropped(long[] from, long[] to) =>
        IsPlain && to.Length == from.Length - 1 && from.AsSpan(0, Axis).SequenceEqual(to.AsSpan(0, Axis)) && from.AsSpan(Axis + 1).SequenceEqual(to.AsSpan(Axis));
}
