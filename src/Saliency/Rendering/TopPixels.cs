using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>How a picture of the top pixels looks.</summary>
public sealed record TopPixelsOptions
{
    /// <summary>How much darker the rest is: 0 leaves it, 1 makes it black.</summary>
    public double Darken
    {
        get;
        init => field = OverlayOptions.Fraction(value, nameof(Darken));
    } = 0.75;

    /// <summary>How much of the rest's colour is taken away: 0 leaves it, 1 makes it grey.</summary>
    public double Desaturate
    {
        get;
        init => field = OverlayOptions.Fraction(value, nameof(Desaturate));
    } = 0.7;

    /// <summary>Colour of a line around the top pixels; null draws none.</summary>
    public RgbColor? Outline { get; init; } = RgbColor.White;
}

/// <summary>The photo with only its most important pixels lit ("top 10 %"), the rest darkened.</summary>
public static class TopPixels
{
    /// <summary>Lights the top pixels of a map that covers the whole photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="map">A map of any size that covers the whole photo; resized bilinearly before pixels are counted.</param>
    /// <param name="fraction">0..1: exactly <c>round(fraction · pixels)</c> are lit; among equals the first in row order.</param>
    /// <param name="options">Darkness and outline.</param>
    /// <returns>A picture of the photo's size.</returns>
    public static Photo Render(Photo photo, SaliencyMap map, double fraction, TopPixelsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(map);
        return Light(photo, LaidMap.Over(photo, map).Top(fraction), options ?? new TopPixelsOptions());
    }

    /// <summary>Lights the top pixels among those that the model saw, its crop or letterbox respected.</summary>
    /// <param name="photo">The photo that <paramref name="input"/> was made of.</param>
    /// <param name="map">A map of any size that covers the input.</param>
    /// <param name="input">What the model saw.</param>
    /// <param name="fraction">0..1: of the photo's pixels that the model saw, exactly <c>round(fraction · pixels)</c> are lit.</param>
    /// <param name="options">Darkness and outline.</param>
    /// <returns>A picture of the photo's size.</returns>
    /// <exception cref="ArgumentException">The photo is not of the size that the input came from.</exception>
    public static Photo Render(Photo photo, SaliencyMap map, ModelInput input, double fraction, TopPixelsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        return Light(photo, LaidMap.Over(photo, map, input).Top(fraction), options ?? new TopPixelsOptions());
    }

    private static Photo Light(Photo photo, Mask top, TopPixelsOptions options)
    {
        var pixels = photo.Pixels.ToArray();
        for (int i = 0; i < top.Values.Length; i++)
        {
            if (top.Values[i]) continue;
            var pixel = pixels.AsSpan(3 * i, 3);
            // Rec. 601 luma: the grey that a person sees in a colour.
            double grey = (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]);
            foreach (ref byte channel in pixel)
                channel = (byte)Math.Round((1 - options.Darken) * (channel + (options.Desaturate * (grey - channel))));
        }
        var lit = new Photo(photo.Height, photo.Width, pixels);
        if (options.Outline is not { } color || top.Count == 0) return lit;
        var canvas = new Canvas(lit);
        canvas.Stroke(Outlines.Around(top), Math.Max(1.2, Math.Min(photo.Width, photo.Height) / 250.0), color, 0.9);
        return canvas.ToPhoto();
    }
}
