using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>How a heat map looks.</summary>
public sealed record HeatMapOptions
{
    /// <summary>The colours; inferno unless told.</summary>
    public ColorMap ColorMap { get; init; } = ColorMap.Inferno;

    /// <summary>Which values take the lowest and highest colour; null is symmetric for diverging colours and min to max for others.</summary>
    public ValueRange? Range { get; init; }

    internal static SaliencyMap Scale(SaliencyMap map, ColorMap colors, ValueRange? range) =>
        (range ?? (colors.IsDiverging ? ValueRange.Symmetric() : ValueRange.MinMax)).Scale(map);
}

/// <summary>A map as a picture of its own.</summary>
public static class HeatMap
{
    /// <summary>Paints each value in its colour.</summary>
    /// <param name="map">H×W values; resize the map first for a larger picture.</param>
    /// <param name="options">Colours and range.</param>
    /// <returns>A picture of the map's size.</returns>
    public static Photo Render(SaliencyMap map, HeatMapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        options ??= new HeatMapOptions();
        var scaled = HeatMapOptions.Scale(map, options.ColorMap, options.Range);
        var pixels = new byte[3 * scaled.Values.Length];
        for (int i = 0; i < scaled.Values.Length; i++)
        {
            var color = options.ColorMap[scaled.Values[i]];
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (color.Red, color.Green, color.Blue);
        }
        return new Photo(map.Height, map.Width, pixels);
    }
}
