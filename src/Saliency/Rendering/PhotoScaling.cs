using Saliency.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Saliency.Rendering;

/// <summary>Photos at another size, for pictures made of pictures.</summary>
internal static class PhotoScaling
{
    /// <summary>The largest size with the photo's proportions that fits a box, at least one pixel each way.</summary>
    public static (int Width, int Height) Fit(Photo photo, int width, int height)
    {
        double scale = Math.Min((double)width / photo.Width, (double)height / photo.Height);
        return (Math.Clamp((int)Math.Round(photo.Width * scale), 1, width), Math.Clamp((int)Math.Round(photo.Height * scale), 1, height));
    }

    /// <summary>The photo at a size: averaged when smaller, bicubic when larger.</summary>
    public static Photo Resize(Photo photo, int width, int height)
    {
        if (photo.Width == width && photo.Height == height) return photo;
        using var image = Image.LoadPixelData<Rgb24>(photo.Pixels, photo.Width, photo.Height);
        image.Mutate(context => context.Resize(width, height, KnownResamplers.CatmullRom));
        var pixels = new byte[3 * width * height];
        image.CopyPixelDataTo(pixels);
        return new Photo(height, width, pixels);
    }
}
