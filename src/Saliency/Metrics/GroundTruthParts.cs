namespace Saliency.Metrics;

/// <summary>Hands a metric the part of the truth that it needs, or refuses with what is missing.</summary>
internal static class GroundTruthParts
{
    public static SaliencyMap DensityFor(this GroundTruth truth, SaliencyMap map, string metric) =>
        Part(truth, map, metric, "a density", t => t.Density, d => (d.Height, d.Width));

    public static SaliencyMap PriorFor(this GroundTruth truth, SaliencyMap map, string metric) =>
        Part(truth, map, metric, "a prior", t => t.Prior, p => (p.Height, p.Width));

    public static Mask RegionFor(this GroundTruth truth, SaliencyMap map, string metric) =>
        Part(truth, map, metric, "a region", t => t.Region, r => (r.Height, r.Width));

    /// <summary>A region with pixels in it, for metrics that divide by their number.</summary>
    public static Mask FilledRegionFor(this GroundTruth truth, SaliencyMap map, string metric)
    {
        var region = truth.RegionFor(map, metric);
        if (region.Count == 0) throw new ArgumentException($"Expected a region of at least one pixel for {metric}, got an empty one.", nameof(truth));
        return region;
    }

    /// <summary>At least one fixation.</summary>
    public static Fixations FixationsFor(this GroundTruth truth, SaliencyMap map, string metric) =>
        Some(Part(truth, map, metric, "fixations", t => t.Fixations, f => (f.Height, f.Width)), metric);

    /// <summary>At least one fixation of another image.</summary>
    public static Fixations OtherFixationsFor(this GroundTruth truth, SaliencyMap map, string metric) =>
        Some(Part(truth, map, metric, "fixations of other images", t => t.OtherFixations, f => (f.Height, f.Width)), metric);

    private static T Part<T>(GroundTruth truth, SaliencyMap map, string metric, string what, Func<GroundTruth, T?> choose, Func<T, (int Height, int Width)> size) where T : class
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(truth);
        var part = choose(truth) ?? throw new ArgumentException($"Expected a truth with {what} for {metric}, got one without.", nameof(truth));
        var (height, width) = size(part);
        if (height != map.Height || width != map.Width)
            throw new ArgumentException($"Expected {what} of the map's size {map.Height}×{map.Width} for {metric}, got {height}×{width}.", nameof(truth));
        return part;
    }

    private static Fixations Some(Fixations fixations, string metric) => fixations.Points.Length > 0
        ? fixations
        : throw new ArgumentException($"Expected at least one fixation for {metric}, got none.", nameof(fixations));
}
