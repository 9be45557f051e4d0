namespace Saliency.Imaging.Formats;

/// <summary>What a JPEG file says of its picture, found by walking over all its markers.</summary>
internal static class Jpeg
{
    // A progressive picture has about ten scans. Thousands of empty ones over a large picture are a way to keep a decoder busy for minutes.
    private const int MostScans = 100;

    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file, bigEndian: true);
        PictureHeader? header = null;
        int orientation = 0, scans = 0;
        for (int at = 2; ;)
        {
            if (bytes.Byte(at) != 0xFF) throw new ImageFormatException($"expected a marker at byte {at}, got {bytes.Byte(at):X2}");
            while (bytes.Byte(at) == 0xFF) at++;
            int marker = bytes.Byte(at++);
            if (marker == 0xD9) break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            int length = bytes.UInt16(at);
            if (length < 2) throw new ImageFormatException($"expected a segment of at least 2 bytes at byte {at}, got {length}");
            var segment = bytes.Part(at + 2, length - 2);
            at += length;
            if (IsFrame(marker))
            {
                if (header is not null) throw new ImageFormatException("expected one frame, got another");
                header = ReadFrame(segment);
            }
            else if (marker == 0xE1 && orientation == 0 && segment.StartsWith("Exif\0\0"u8)) orientation = TiffDirectory.OrientationOf(segment[6..]);
            else if (marker == 0xDA)
            {
                if (header is null) throw new ImageFormatException("expected a frame before the first scan, got none");
                if (++scans > MostScans) throw new ImageFormatException($"expected at most {MostScans} scans, got more");
                at = EndOfScan(file, at);
            }
        }
        if (header is not { } picture || scans == 0) throw new ImageFormatException("expected a frame and a scan, got the end marker");
        return picture with { Orientation = Math.Max(1, orientation) };
    }

    private static bool IsFrame(int marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PictureHeader ReadFrame(ReadOnlySpan<byte> segment)
    {
        var bytes = new FileBytes(segment, bigEndian: true);
        int components = bytes.Byte(5);
        if (components is not (1 or 3 or 4)) throw new ImageFormatException($"expected 1, 3 or 4 channels, got {components}");
        // Samples wider than 4 have no use and multiply the memory of the blocks.
        for (int i = 0; i < components; i++)
            if (bytes.Byte(7 + (3 * i)) is var factors && (factors >> 4 is < 1 or > 4 || (factors & 15) is < 1 or > 4))
                throw new ImageFormatException($"expected sampling factors of 1 to 4, got {factors >> 4} and {factors & 15}");
        return new(bytes.UInt16(1), bytes.UInt16(3), BytesPerPixel: 6 + (2 * components));
    }

    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        for (; ; at += 2)
        {
            int next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length) throw new ImageFormatException($"expected an end marker, got a file that ends within a scan at byte {file.Length}");
            at += next;
            while (file[at + 1] == 0xFF && at + 2 < file.Length) at++;
            // FF 00 is a data byte, FF D0–D7 are restarts within the scan.
            if (file[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7))) return at;
        }
    }
}
