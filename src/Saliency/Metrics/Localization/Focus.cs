namespace Saliency.Metrics;

/// <summary>Tiles of a mosaic of 2×2 images.</summary>
[Flags]
public enum MosaicTiles
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Upper left.</summary>
    TopLeft = 1,

    /// <summary>Upper right.</summary>
    TopRight = 2,

    /// <summary>Lower left.</summary>
    BottomLeft = 4,

    /// <summary>Lower right.</summary>
    BottomRight = 8,
}

/// <summary>Focus: in a mosaic of images of two classes, the share of the map's positive values that lies on the tiles of the explained class.</summary>
/// <remarks>
/// <para><c>Σ over the target tiles of max(a, 0) / Σ over the mosaic of max(a, 0)</c>. 0..1, higher is better; ½ is chance for two of four tiles. The caller makes the mosaic, has the
/// target's class explained on it, and gives that map with <see cref="Region"/> as the truth; so any explainer of any model will do. A constant map and one without
/// positive values get chance.</para>
/// <para>Arias-Duart, Parés, Garcia-Gasulla, Giménez-Ábalos: Focus! Rating XAI methods and finding biases. FUZZ-IEEE 2022.</para>
/// </remarks>
public sealed class Focus : IGroundTruthMetric
{
    /// <summary>The tiles of a mosaic as a region; the middle row and column of odd sizes belong to the lower and right tiles.</summary>
    /// <param name="height">Rows of the mosaic.</param>
    /// <param name="width">Columns of the mosaic.</param>
    /// <param name="tiles">The tiles whose image shows the explained class.</param>
    public static Mask Region(int height, int width, MosaicTiles tiles)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        if ((tiles & ~(MosaicTiles.TopLeft | MosaicTiles.TopRight | MosaicTiles.BottomLeft | MosaicTiles.BottomRight)) != 0)
            throw new ArgumentOutOfRangeException(nameof(tiles), tiles, "Expected tiles of a 2×2 mosaic.");
        var values = new bool[height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                values[(y * width) + x] = ((int)tiles >> ((y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)) & 1) != 0;
        return new Mask(height, width, values);
    }

    /// <inheritdoc/>
    public string Name => "Focus";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) => new(RelevanceShare.Of(map, truth.RegionFor(map, Name), RelevanceSign.Positive));
}
