using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How alike two maps are, −1..1.</summary>
public enum MapSimilarity
{
    /// <summary>Correlation of ranks; 0 where a map is the same everywhere.</summary>
    Spearman,

    /// <summary>Correlation of values; 0 where a map is the same everywhere.</summary>
    Pearson,

    /// <summary>SSIM: mean over windows of 7×7 pixels, for a range from the lowest to the highest value of both maps. Maps below 7×7 are refused.</summary>
    StructuralSimilarity,

    /// <summary>The same over windows of seven pixels that follow one another in row order, across the ends of rows too: Quantus' default for <see cref="RandomLogit"/>. Maps below seven pixels are refused.</summary>
    StructuralSimilarityInOneLine,

    /// <summary>Kendall's correlation of ranks (tau-b); 0 where a map is the same everywhere.</summary>
    Kendall,
}

/// <summary>The arithmetic of <see cref="MapSimilarity"/>.</summary>
internal static class MapSimilarities
{
    /// <exception cref="ArgumentException">The sizes differ, or the maps are too small for the similarity.</exception>
    public static double Of(MapSimilarity similarity, SaliencyMap a, SaliencyMap b) => similarity switch
    {
        MapSimilarity.Spearman => Correlation.Spearman(a.Memory, b.Memory),
        MapSimilarity.Pearson => Correlation.Pearson(a.Values, b.Values),
        MapSimilarity.StructuralSimilarity => Ssim(a, b, range => SsimIndex.Mean(a.Values, b.Values, a.Height, a.Width, range)),
        MapSimilarity.StructuralSimilarityInOneLine => Ssim(a, b, range => SsimIndex.MeanOfLine(a.Values, b.Values, range)),
        MapSimilarity.Kendall => Correlation.Kendall(a.Values, b.Values),
        _ => throw new ArgumentOutOfRangeException(nameof(similarity), similarity, "Expected a defined similarity."),
    };

    /// <summary>What is compared: the map divided by its largest magnitude, its sign dropped where that is wanted.</summary>
    public static SaliencyMap Prepared(SaliencyMap map, bool absolute)
    {
        if (absolute) map = new SaliencyMap(map.Height, map.Width, Magnitudes.Of(map, out _), map.Origin);
        return map.Normalize(Normalization.MaxAbsolute);
    }

    private static double Ssim(SaliencyMap a, SaliencyMap b, Func<double, double> index)
    {
        double high = Math.Max(TensorPrimitives.Max(a.Values), TensorPrimitives.Max(b.Values)), low = Math.Min(TensorPrimitives.Min(a.Values), TensorPrimitives.Min(b.Values));
        // Both the same everywhere, and the same as one another.
        return high > low ? index(high - low) : 1;
    }
}
