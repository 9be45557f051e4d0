using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Imaging;

/// <summary>Photos to file bytes.</summary>
internal static class PhotoWriter
{
    // A configuration of our own: what the host application sets on ImageSharp's global one must not change our files.
    private static readonly Configuration Settings = new();

    public static PhotoFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PhotoFormat.Png,
        ".JPG" or ".JPEG" => PhotoFormat.Jpeg,
        ".BMP" => PhotoFormat.Bmp,
        ".WEBP" => PhotoFormat.Webp,
        var other => throw new NotSupportedException($"Expected a name that ends in .png, .jpg, .jpeg, .bmp or .webp, got '{other}' in '{path}'."),
    };

    public static byte[] Encode(Photo photo, PhotoFormat format)
    {
        var (encoder, largestSide) = format switch
        {
            PhotoFormat.Png => ((IImageEncoder)new PngEncoder { ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit8 }, int.MaxValue),
            PhotoFormat.Jpeg => (new JpegEncoder { Quality = 90, ColorType = JpegColorType.YCbCrRatio444 }, 65_535),
            PhotoFormat.Bmp => (new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 }, int.MaxValue),
            PhotoFormat.Webp => (new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }, 16_383),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Expected a defined format."),
        };
        if (Math.Max(photo.Height, photo.Width) > largestSide)
            throw new ArgumentException($"Expected a photo of at most {largestSide} pixels a side for {format}, got {photo.Height}×{photo.Width}.", nameof(format));
        using var image = Image.LoadPixelData<Rgb24>(Settings, photo.Pixels, photo.Width, photo.Height);
        using var file = new MemoryStream();
        encoder.Encode(image, file);
        return file.ToArray();
    }
}
