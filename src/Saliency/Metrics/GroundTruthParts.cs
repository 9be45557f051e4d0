namespace Saliency.Metrics;

/// <summary>Hands a metric the part of the truth that it needs, or refuses with what is missing.</summary>
internal static class GroundTruthParts
{
    public static SaliencyMap DensityFor(this GroundTruth truth, SaliencyMap map, string metric)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(truth);
        var density = truth.Density ?? throw new ArgumentException($"Expected a truth with a density for {metric}, got one without.", nameof(truth));
        if (density.Height != map.Height || density.Width != map.Width)
            throw new ArgumentException($"Expected a density of the map's size {map.Height}×{map.Width}, got {density.Height}×{density.Width}.", nameof(truth));
        return density;
    }

    public static Mask RegionFor(this GroundTruth truth, SaliencyMap map, string metric)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(truth);
        var region = truth.Region ?? throw new ArgumentException($"Expected a truth with a region for {metric}, got one without.", nameof(truth));
        if (region.Height != map.Height || region.Width != map.Width)
            throw new ArgumentException($"Expected a region of the map's size {map.Height}×{map.Width}, got {region.Height}×{region.Width}.", nameof(truth));
        return region;
    }
}
