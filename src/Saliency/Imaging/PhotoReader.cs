using Saliency.Imaging.Formats;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Imaging;

/// <summary>File bytes to photos. The structure and size of a file are checked by our own code before a decoder sees it.</summary>
internal static class PhotoReader
{
    private static readonly TimeSpan LongestDecoding = TimeSpan.FromSeconds(8);

    public static Photo Read(Stream stream, string source, PhotoOptions options)
    {
        if (stream.CanSeek) CheckFileLength(stream.Length - stream.Position, source, options);
        using var file = new MemoryStream();
        var buffer = new byte[81_920];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            CheckFileLength(file.Length + count, source, options);
            file.Write(buffer, 0, count);
        }
        return Read(file.GetBuffer().AsSpan(0, (int)file.Length), source, options);
    }

    public static Photo Read(ReadOnlySpan<byte> file, string source, PhotoOptions options)
    {
        CheckFileLength(file.Length, source, options);
        string format = "an image";
        try
        {
            return Decode(file, options, ref format);
        }
        catch (OperationCanceledException)
        {
            throw new ImageFormatException($"Expected {format} that decodes within {LongestDecoding.TotalSeconds:0} s in {source}, got one that does not.");
        }
        catch (BudgetExceededException)
        {
            throw new ImageFormatException($"Expected {format} that decodes within {options.MemoryBytes >> 20} MiB in {source}, got one that needs more.");
        }
        // A decoder fed with damaged bytes throws whatever it comes across: index, argument, overflow, null. All mean the same here.
        catch (Exception cause)
        {
            throw new ImageFormatException($"Expected {format} in {source}, got damaged or unknown content: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    public static void CheckFileLength(long length, string source, PhotoOptions options)
    {
        if (length == 0) throw new ImageFormatException($"Expected an image in {source}, got 0 bytes.");
        if (length > options.MaximumFileBytes)
            throw new ImageFormatException($"Expected an image file of at most {options.MaximumFileBytes} bytes in {source}, got {length}.");
    }

    private static Photo Decode(ReadOnlySpan<byte> file, PhotoOptions options, ref string format)
    {
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            format = "a JPEG image";
            // IgnoreMetadata: orientation is all we want, and the header reader has it.
            return Decode<Rgb24>(new JpegDecoder { IgnoreMetadata = true }, file, Jpeg.ReadHeader(file), options);
        }
        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            format = "a PNG image";
            var header = Png.ReadHeader(file, out byte[] needed);
            Check(header, file.Length, options);
            PngData.Check(needed);
            return Decode(new PngDecoder { IgnoreMetadata = true }, needed, header, options);
        }
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
        {
            format = "a GIF image";
            var header = Gif.ReadHeader(file);
            var (height, width) = Check(header, file.Length, options);
            return Photo.Owning(Gif.ReadFirstFrame(file, height, width), height, width);
        }
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))
        {
            format = "a TIFF image";
            return Decode(new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First }, file, Tiff.ReadHeader(file), options);
        }
        if (file.StartsWith("RIFF"u8) && file.Length > 12 && file[8..].StartsWith("WEBP"u8))
        {
            format = "a WebP image";
            return Decode(new WebpDecoder { IgnoreMetadata = true }, file, Webp.ReadHeader(file), options);
        }
        if (file.StartsWith("BM"u8))
        {
            format = "a BMP image";
            return Decode(new BmpDecoder(), file, Bmp.ReadHeader(file), options);
        }
        format = "a JPEG, PNG, BMP, GIF, TIFF or WebP image";
        throw new ImageFormatException($"a file of {file.Length} bytes that begins with {Convert.ToHexString(file[..Math.Min(8, file.Length)])}");
    }

    private static (int Height, int Width) Check(PictureHeader header, int fileBytes, PhotoOptions options)
    {
        var (height, width) = (header.Height, header.Width);
        if (height < 1 || width < 1) throw new ImageFormatException($"expected at least one pixel, got {width}×{height} (width × height)");
        if (Math.Max(height, width) > PhotoOptions.MaximumSide || height * width > options.MaximumPixels)
            throw new ImageFormatException($"expected at most {options.MaximumPixels} pixels and {PhotoOptions.MaximumSide} a side, got {width}×{height} (width × height)");
        if (fileBytes + (height * width * header.BytesPerPixel) > options.MemoryBytes) throw new BudgetExceededException();
        return ((int)height, (int)width);
    }

    private static Photo Decode(IImageDecoder decoder, ReadOnlySpan<byte> file, PictureHeader header, PhotoOptions options) =>
        header.Deep ? Decode<Rgba64>(decoder, file, header, options) : Decode<Rgba32>(decoder, file, header, options);

    private static unsafe Photo Decode<TPixel>(IImageDecoder decoder, ReadOnlySpan<byte> file, PictureHeader header, PhotoOptions options)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var (height, width) = Check(header, file.Length, options);
        long photoBytes = 3L * height * width;
        var settings = new Configuration { MemoryAllocator = new BudgetAllocator(options.MemoryBytes - photoBytes - file.Length), MaxDegreeOfParallelism = 1 };
        using var timeout = new CancellationTokenSource(LongestDecoding);
        fixed (byte* start = file)
        {
            using var stream = new UnmanagedMemoryStream(start, file.Length);
            using var image = decoder.Decode<TPixel>(settings, stream, timeout.Token);
            if (image.Height != height || image.Width != width)
                throw new ImageFormatException($"expected {width}×{height} pixels as the header says, got {image.Width}×{image.Height}");
            var orientation = Orientation.Of(header.Orientation, height, width);
            var pixels = new byte[photoBytes];
            var row = new byte[3 * width];
            var frame = image.Frames.RootFrame.PixelBuffer;
            for (int y = 0; y < height; y++)
            {
                PixelRow.OverWhite<TPixel>(frame.DangerousGetRowSpan(y), row);
                orientation.Place(row, y, pixels);
            }
            return Photo.Owning(pixels, orientation.Height, orientation.Width);
        }
    }
}
