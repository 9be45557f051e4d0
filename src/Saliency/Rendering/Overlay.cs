using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>A map over its photo, half transparent.</summary>
public static class Overlay
{
    /// <summary>Lays a map over the whole photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="map">A map of any size that covers the whole photo; resized bilinearly.</param>
    /// <param name="options">Colours, range, opacity.</param>
    /// <returns>A picture of the photo's size.</returns>
    public static Photo Render(Photo photo, SaliencyMap map, OverlayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(map);
        options ??= new OverlayOptions();
        var (colors, scaled) = Coloring.Of(map, options.ColorMap, options.Range, ColorMap.Turbo);
        return Mix(photo, LaidMap.Over(photo, scaled), colors, options);
    }

    /// <summary>Lays a map back over the photo that the model input came from, its crop or letterbox respected.</summary>
    /// <param name="photo">The photo that <paramref name="input"/> was made of.</param>
    /// <param name="map">A map of any size that covers the input.</param>
    /// <param name="input">What the model saw.</param>
    /// <param name="options">Colours, range, opacity.</param>
    /// <returns>A picture of the photo's size; what the model never saw is dimmed.</returns>
    /// <exception cref="ArgumentException">The photo is not of the size that the input came from.</exception>
    public static Photo Render(Photo photo, SaliencyMap map, ModelInput input, OverlayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new OverlayOptions();
        var (colors, scaled) = Coloring.Of(map, options.ColorMap, options.Range, ColorMap.Turbo);
        return Mix(photo, LaidMap.Over(photo, scaled, input), colors, options);
    }

    private static Photo Mix(Photo photo, LaidMap laid, ColorMap colors, OverlayOptions options)
    {
        var pixels = photo.Pixels.ToArray();
        var values = laid.Map.Values;
        for (int y = 0, i = 0; y < photo.Height; y++)
        {
            for (int x = 0; x < photo.Width; x++, i++)
            {
                bool seen = laid.Sees(y, x);
                var color = seen ? colors[values[i]] : RgbColor.Black;
                double weight = seen ? Weight(values[i], colors, options) : options.DimUnseen;
                pixels[3 * i] = Blend(pixels[3 * i], color.Red, weight);
                pixels[(3 * i) + 1] = Blend(pixels[(3 * i) + 1], color.Green, weight);
                pixels[(3 * i) + 2] = Blend(pixels[(3 * i) + 2], color.Blue, weight);
            }
        }
        return new Photo(photo.Height, photo.Width, pixels);
    }

    // The root lifts the middle values: linearly, what is half as important would all but vanish.
    private static double Weight(float value, ColorMap colors, OverlayOptions options) => options.Blend switch
    {
        OverlayBlend.Uniform => options.Opacity,
        OverlayBlend.ByValue => options.Opacity * Math.Sqrt(colors.IsDiverging ? Math.Abs((2 * value) - 1) : value),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Blend, "Expected a defined blend."),
    };

    private static byte Blend(byte under, byte over, double weight) => (byte)Math.Round(under + (weight * (over - under)));
}
