namespace Saliency.Imaging.Formats;

/// <summary>What a WebP file says of its picture.</summary>
internal static class Webp
{
    // The picture, the photo, and each transform's own copy.
    private const int BytesPerPixel = 24;

    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file, bigEndian: false);
        long end = 8L + bytes.UInt32(4);
        if (end > file.Length) throw new ImageFormatException($"expected {end} bytes, got a file that ends at byte {file.Length}");
        PictureHeader? canvas = null, picture = null;
        ReadOnlySpan<byte> lossless = default;
        int orientation = 1;
        bool alpha = false;
        for (long at = 12; at + 8 <= end;)
        {
            var type = bytes.Part(at, 4);
            long length = bytes.UInt32(at + 4);
            var content = bytes.Part(at + 8, length);
            if (type.SequenceEqual("VP8X"u8)) canvas = new(1 + UInt24(content, 7), 1 + UInt24(content, 4), BytesPerPixel);
            else if (type.SequenceEqual("ANIM"u8) || type.SequenceEqual("ANMF"u8)) throw new ImageFormatException("expected a still picture, got an animation");
            else if (type.SequenceEqual("EXIF"u8)) orientation = TiffDirectory.OrientationOf(content.StartsWith("Exif\0\0"u8) ? content[6..] : content);
            else if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                if (picture is not null) throw new ImageFormatException("expected one picture, got another");
                picture = type[3] == 'L' ? ReadLossless(content) : ReadLossy(content);
                if (type[3] == 'L') lossless = content[5..];
            }
            else if (type.SequenceEqual("ALPH"u8))
            {
                if (alpha || picture is not null) throw new ImageFormatException("expected one alpha channel, before the picture");
                alpha = true;
                // It may be packed as a lossless picture without a header.
                if (length > 0 && (content[0] & 3) == 1) lossless = content[1..];
            }
            at += 8 + length + (length & 1);
        }
        if (picture is not { } found) throw new ImageFormatException("expected a picture, got none");
        if (canvas is { } outer && outer != found)
            throw new ImageFormatException($"expected a picture as large as its canvas of {outer.Width}×{outer.Height}, got {found.Width}×{found.Height}");
        if (!lossless.IsEmpty) WebpLossless.CheckGroups(lossless, found.Width, found.Height);
        return found with { Orientation = orientation };
    }

    private static PictureHeader ReadLossy(ReadOnlySpan<byte> content)
    {
        var bytes = new FileBytes(content, bigEndian: false);
        if ((bytes.Byte(0) & 1) != 0 || UInt24(content, 3) != 0x2A019D) throw new ImageFormatException("expected a key frame");
        return new(bytes.UInt16(8) & 0x3FFF, bytes.UInt16(6) & 0x3FFF, BytesPerPixel);
    }

    private static PictureHeader ReadLossless(ReadOnlySpan<byte> content)
    {
        var bytes = new FileBytes(content, bigEndian: false);
        uint sizes = bytes.UInt32(1);
        if (bytes.Byte(0) != 0x2F || sizes >> 29 != 0) throw new ImageFormatException("expected a lossless picture of version 0");
        return new(1 + ((sizes >> 14) & 0x3FFF), 1 + (sizes & 0x3FFF), BytesPerPixel);
    }

    private static int UInt24(ReadOnlySpan<byte> content, int at)
    {
        var part = new FileBytes(content, bigEndian: false).Part(at, 3);
        return part[0] | (part[1] << 8) | (part[2] << 16);
    }
}
