namespace Saliency.Imaging.Formats;

/// <summary>What a BMP file says of its picture.</summary>
internal static class Bmp
{
    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file, bigEndian: false);
        uint pixels = bytes.UInt32(10), headerLength = bytes.UInt32(14);
        // 12: OS/2; 16 and 64: OS/2 2; 40, 52, 56, 108, 124: Windows.
        if (headerLength is not (12 or 16 or 40 or 52 or 56 or 64 or 108 or 124))
            throw new ImageFormatException($"expected a known header, got one of {headerLength} bytes");
        bytes.Part(14, headerLength);
        bool small = headerLength == 12;
        long width = small ? bytes.UInt16(18) : (int)bytes.UInt32(18);
        long height = small ? bytes.UInt16(20) : Math.Abs((long)(int)bytes.UInt32(22));
        int bits = bytes.UInt16(small ? 24 : 28);
        uint compression = headerLength > 16 ? bytes.UInt32(30) : 0, colours = headerLength > 40 - 1 ? bytes.UInt32(46) : 0;
        if (bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32)) throw new ImageFormatException($"expected 1 to 32 bits a pixel, got {bits}");
        if (colours > 256 && bits <= 8) throw new ImageFormatException($"expected at most 256 colours, got {colours}");
        if (pixels < 14 + headerLength || pixels >= file.Length)
            throw new ImageFormatException($"expected pixels after the header and within {file.Length} bytes, got them at byte {pixels}");
        // Compressed rows (1, 2) may be shorter than the picture; others have their full length.
        if (compression is 0 or 3 && width > 0 && pixels + ((((width * bits) + 31) / 32) * 4 * height) > file.Length)
            throw new ImageFormatException($"expected {height} rows of {width} pixels, got a file that ends at byte {file.Length}");
        return new(height, width, BytesPerPixel: 8);
    }
}
