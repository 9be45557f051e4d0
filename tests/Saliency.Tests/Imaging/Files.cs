using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Tests.Imaging;

/// <summary>Image files made for a test.</summary>
internal static class Files
{
    /// <summary>A picture with a colour of its own at each pixel, smooth enough for lossy formats.</summary>
    public static Image<Rgb24> Picture(int width, int height)
    {
        var image = new Image<Rgb24>(width, height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                image[x, y] = new Rgb24((byte)(x * 255 / Math.Max(1, width - 1)), (byte)(y * 255 / Math.Max(1, height - 1)), (byte)((x + y) * 255 / (width + height)));
        return image;
    }

    public static byte[] Encode<TPixel>(Image<TPixel> image, IImageEncoder encoder, ushort orientation = 0) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (orientation > 0)
        {
            image.Metadata.ExifProfile = new ExifProfile();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, orientation);
        }
        using var file = new MemoryStream();
        encoder.Encode(image, file);
        return file.ToArray();
    }

    public static byte[] Encode(int width, int height, IImageEncoder encoder, ushort orientation = 0)
    {
        using var image = Picture(width, height);
        return Encode(image, encoder, orientation);
    }
}
