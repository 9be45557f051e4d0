using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>A region that <see cref="Xrai"/> put on the map.</summary>
/// <param name="Pixels">The pixels that no region before it had covered.</param>
/// <param name="Gain">The mean attribution over them.</param>
public sealed record XraiRegion(Mask Pixels, double Gain);

/// <summary>What <see cref="Xrai"/> makes of an input.</summary>
/// <param name="Map">Each pixel with the gain of its region.</param>
/// <param name="Regions">The regions, the highest gain first; the pixels that no segment covered, if any, come last. Every pixel is in exactly one.</param>
public sealed record XraiResult(SaliencyMap Map, ImmutableArray<XraiRegion> Regions)
{
    /// <summary>The pixels of the first regions, as many of them as are needed to cover the share of the image.</summary>
    /// <param name="fraction">0 to 1.</param>
    public Mask Top(double fraction)
    {
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction between 0 and 1.");
        var covered = new bool[Map.Height * Map.Width];
        int count = 0;
        foreach (var region in Regions)
        {
            if (count >= fraction * covered.Length) break;
            for (int p = 0; p < covered.Length; p++) covered[p] |= region.Pixels.Values[p];
            count += region.Pixels.Count;
        }
        return new Mask(Map.Height, Map.Width, covered);
    }
}
