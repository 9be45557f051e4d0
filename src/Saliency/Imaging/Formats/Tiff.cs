namespace Saliency.Imaging.Formats;

/// <summary>What a TIFF file says of its first page.</summary>
internal static class Tiff
{
    private const int WidthTag = 256, HeightTag = 257, BitsTag = 258, StripOffsets = 273, SamplesTag = 277, RowsPerStrip = 278, StripLengths = 279, TileWidth = 322;

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
        CheckStrips(page, file.Length, height);
        return new(height, width, BytesPerPixel: 16, TiffDirectory.OrientationOf(file), bits > 8);
    }

    private static void CheckStrips(TiffDirectory page, int fileLength, uint height)
    {
        long strips = page.Count(StripOffsets);
        if (strips == 0 || page.Count(StripLengths) != strips)
            throw new ImageFormatException($"expected as many lengths as strips, got {page.Count(StripLengths)} for {strips}");
        uint rows = Math.Min(height, page.Value(RowsPerStrip, uint.MaxValue));
        if (height > 0 && (rows == 0 || strips < ((long)height + rows - 1) / rows))
            throw new ImageFormatException($"expected strips for {height} rows, got {strips} of {rows}");
        for (long i = 0; i < strips; i++)
            if ((long)page.Value(StripOffsets, 0, i) + page.Value(StripLengths, 0, i) > fileLength)
                throw new ImageFormatException($"expected strip {i} to end within the file, got a file that ends at byte {fileLength}");
    }
}
