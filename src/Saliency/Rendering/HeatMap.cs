using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>How a heat map looks.</summary>
public sealed record HeatMapOptions
{
    /// <summary>The colours; null is inferno, or blue to red (<see cref="ColorMap.Diverging"/>) for a map with values of both signs where no <see cref="Range"/> is given.</summary>
    public ColorMap? ColorMap { get; init; }

    /// <summary>Which values take the lowest and highest colour; null is symmetric at the 99th percentile for diverging colours and min to max for others.</summary>
    public ValueRange? Range { get; init; }
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
        var (colors, scaled) = Coloring.Of(map, options.ColorMap, options.Range, ColorMap.Inferno);
        var pixels = new byte[3 * scaled.Values.Length];
        for (int i = 0; i < scaled.Values.Length; i++)
        {
            var color = colors[scaled.Values[i]];
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = (color.Red, color.Green, color.Blue);
        }
        return new Photo(map.Height, map.Width, pixels);
    }
}
