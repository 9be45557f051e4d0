namespace Saliency.Imaging.Formats;

/// <summary>The first frame of a GIF file.</summary>
/// <remarks>Read by our own code: the unpackers of several ImageSharp 2.1 releases write outside their buffers on damaged files
/// (fixed in 2.1.9 and 2.1.10) or never return (2.1.11), and no exception handler can help there.</remarks>
internal static class Gif
{
    public static PictureHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file, bigEndian: false);
        return new(bytes.UInt16(8), bytes.UInt16(6), BytesPerPixel: 5);
    }

    /// <summary>The canvas after the first frame: RGB bytes, white where nothing was drawn.</summary>
    public static byte[] ReadFirstFrame(ReadOnlySpan<byte> file, int canvasHeight, int canvasWidth)
    {
        var bytes = new FileBytes(file, bigEndian: false);
        var canvas = new byte[3 * canvasHeight * canvasWidth];
        canvas.AsSpan().Fill(255);
        var palette = Palette(bytes, 10, 13, out long at);
        int transparent = -1;
        while (bytes.Byte(at) != 0x2C)
        {
            if (bytes.Byte(at) != 0x21) throw new ImageFormatException($"expected a frame or an extension at byte {at}, got {bytes.Byte(at):X2}");
            // Graphic control: length 4, flags, delay, transparent colour.
            if (bytes.Byte(at + 1) == 0xF9 && bytes.Byte(at + 2) == 4) transparent = (bytes.Byte(at + 3) & 1) != 0 ? bytes.Byte(at + 6) : -1;
            for (at += 2; bytes.Byte(at) != 0;) at += 1 + bytes.Byte(at);
            at++;
        }
        int left = bytes.UInt16(at + 1), top = bytes.UInt16(at + 3), width = bytes.UInt16(at + 5), height = bytes.UInt16(at + 7);
        bool interlaced = (bytes.Byte(at + 9) & 0x40) != 0;
        var local = Palette(bytes, at + 9, at + 10, out at);
        if (local.Length > 0) palette = local;
        if (width == 0 || height == 0 || left + width > canvasWidth || top + height > canvasHeight)
            throw new ImageFormatException($"expected a frame within the canvas of {canvasWidth}×{canvasHeight}, got {width}×{height} at {left}, {top}");
        var indices = new byte[width * height];
        GifUnpacker.Unpack(Data(bytes, at + 1), bytes.Byte(at), indices);
        for (int row = 0, y = 0, pass = 0; row < height; row++)
        {
            Paint(indices.AsSpan(row * width, width), palette, transparent, canvas.AsSpan(3 * (((top + y) * canvasWidth) + left), 3 * width));
            y += interlaced ? (pass == 0 ? 8 : 16 >> pass) : 1;
            // Passes begin at rows 0, 4, 2, 1; a small picture may have no row in some of them.
            while (interlaced && y >= height && pass < 3) y = 8 >> ++pass;
        }
        return canvas;
    }

    private static void Paint(ReadOnlySpan<byte> indices, ReadOnlySpan<byte> palette, int transparent, Span<byte> row)
    {
        for (int x = 0; x < indices.Length; x++)
        {
            int index = indices[x];
            if (index == transparent) continue;
            if (3 * index >= palette.Length) throw new ImageFormatException($"expected colours below {palette.Length / 3}, got {index}");
            palette.Slice(3 * index, 3).CopyTo(row[(3 * x)..]);
        }
    }

    private static ReadOnlySpan<byte> Palette(FileBytes bytes, long flagsAt, long at, out long next)
    {
        int flags = bytes.Byte(flagsAt), length = (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
        next = at + length;
        return bytes.Part(at, length);
    }

    private static byte[] Data(FileBytes bytes, long at)
    {
        var data = new MemoryStream();
        for (; bytes.Byte(at) != 0; at += 1 + bytes.Byte(at)) data.Write(bytes.Part(at + 1, bytes.Byte(at)));
        return data.ToArray();
    }
}
