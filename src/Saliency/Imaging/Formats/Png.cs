using System.Buffers.Binary;

namespace Saliency.Imaging.Formats;

/// <summary>What a PNG file says of its picture, and the file without the chunks that the picture does not need.</summary>
internal static class Png
{
    private const int SignatureLength = 8;

    /// <remarks>Texts and colour profiles are compressed and may swell to any size; a second header confuses decoders. Neither gets past here.</remarks>
    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file, out byte[] needed)
    {
        var bytes = new FileBytes(file, bigEndian: true);
        var kept = new MemoryStream(file.Length);
        kept.Write(file[..SignatureLength]);
        PictureHeader? header = null;
        int orientation = 1;
        long dataBytes = 0;
        for (long at = SignatureLength; ;)
        {
            long length = bytes.UInt32(at);
            var type = bytes.Part(at + 4, 4);
            var content = bytes.Part(at + 8, length);
            var chunk = bytes.Part(at, 12 + length);
            if (type.SequenceEqual("IHDR"u8) != header is null) throw new ImageFormatException("expected one IHDR chunk, and that as the first");
            if (type.SequenceEqual("IHDR"u8)) header = ReadFrame(content);
            else if (type.SequenceEqual("eXIf"u8)) orientation = TiffDirectory.OrientationOf(content);
            else if (type.SequenceEqual("IDAT"u8)) dataBytes += length;
            if (IsNeeded(type, content.Length)) kept.Write(chunk);
            if (type.SequenceEqual("IEND"u8)) break;
            at += 12 + length;
        }
        if (dataBytes == 0) throw new ImageFormatException("expected picture data, got no IDAT chunk");
        needed = kept.ToArray();
        return header.GetValueOrDefault() with { Orientation = orientation };
    }

    private static bool IsNeeded(ReadOnlySpan<byte> type, int length)
    {
        if (type.SequenceEqual("PLTE"u8))
            return length is > 0 and <= 768 && length % 3 == 0 ? true : throw new ImageFormatException($"expected a palette of 1 to 256 colours, got {length} bytes");
        if (type.SequenceEqual("tRNS"u8))
            return length <= 256 ? true : throw new ImageFormatException($"expected at most 256 transparencies, got {length} bytes");
        return type.SequenceEqual("IHDR"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8);
    }

    private static PictureHeader ReadFrame(ReadOnlySpan<byte> content)
    {
        if (content.Length != 13) throw new ImageFormatException($"expected an IHDR chunk of 13 bytes, got {content.Length}");
        int bits = content[8], colour = content[9], interlace = content[12];
        bool known = colour switch { 0 => bits is 1 or 2 or 4 or 8 or 16, 3 => bits is 1 or 2 or 4 or 8, 2 or 4 or 6 => bits is 8 or 16, _ => false };
        if (!known || interlace > 1) throw new ImageFormatException($"expected a known kind of pixel, got colour type {colour} of {bits} bits, interlace {interlace}");
        return new(BinaryPrimitives.ReadUInt32BigEndian(content[4..]), BinaryPrimitives.ReadUInt32BigEndian(content), BytesPerPixel: bits == 16 ? 12 : 8, Deep: bits == 16);
    }
}
