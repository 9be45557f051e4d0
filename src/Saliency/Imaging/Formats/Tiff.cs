namespace Saliency.Imaging.Formats;

/// <summary>What a TIFF file says of its first page.</summary>
internal static class Tiff
{
    private const int WidthTag = 256, HeightTag = 257, BitsTag = 258, CompressionTag = 259, StripOffsets = 273, SamplesTag = 277, RowsPerStrip = 278, StripLengths = 279, TileWidth = 322;
    private const uint OldJpeg = 6, JpegStrips = 7;

    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var page = new TiffDirectory(file);
        page.Check();
        uint width = page.Value(WidthTag, 0), height = page.Value(HeightTag, 0), samples = page.Value(SamplesTag, 1);
        if (page.Count(TileWidth) > 0) throw new ImageFormatException("expected a TIFF in strips, got one in tiles");
        if (samples is < 1 or > 8) throw new ImageFormatException($"expected 1 to 8 samples a pixel, got {samples}");
        uint bits = 1;
        for (int i = 0; i < page.Count(BitsTag) && i < 8; i++) bits = Math.Max(bits, page.Value(BitsTag, 1, i));
        if (bits > 32) throw new ImageFormatException($"expected at most 32 bits a sample, got {bits}");
        CheckStrips(page, file, width, height);
        return new(height, width, BytesPerPixel: 16, TiffDirectory.OrientationOf(file), bits > 8);
    }

    private static void CheckStrips(TiffDirectory page, ReadOnlySpan<byte> file, uint width, uint height)
    {
        long strips = page.Count(StripOffsets);
        if (strips == 0 || page.Count(StripLengths) != strips)
            throw new ImageFormatException($"expected as many lengths as strips, got {page.Count(StripLengths)} for {strips}");
        uint rows = Math.Min(height, page.Value(RowsPerStrip, uint.MaxValue));
        if (height > 0 && (rows == 0 || strips < ((long)height + rows - 1) / rows))
            throw new ImageFormatException($"expected strips for {height} rows, got {strips} of {rows}");
        uint compression = page.Value(CompressionTag, 1);
        if (compression == OldJpeg) throw new ImageFormatException("expected a supported compression, got JPEG of the old kind (6)");
        for (long i = 0; i < strips; i++)
        {
            var strip = new FileBytes(file, bigEndian: false).Part(page.Value(StripOffsets, 0, i), page.Value(StripLengths, 0, i));
            if (compression == JpegStrips) CheckJpeg(strip, width, rows);
        }
    }

    // ImageSharp loads such a strip as a file of any format, a TIFF with JPEG strips among them, and so on until the stack is full.
    private static void CheckJpeg(ReadOnlySpan<byte> strip, uint width, uint rows)
    {
        if (!strip.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) throw new ImageFormatException("expected a strip of JPEG data, got another");
        var header = Jpeg.ReadHeader(strip);
        if (header.Width != width || header.Height > rows)
            throw new ImageFormatException($"expected a strip of {width}×{rows}, got {header.Width}×{header.Height}");
    }
}
