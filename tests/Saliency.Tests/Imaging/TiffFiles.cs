namespace Saliency.Tests.Imaging;

/// <summary>TIFF files written by hand.</summary>
internal static class TiffFiles
{
    /// <summary><see cref="Files.Picture"/> uncompressed, in one strip, with an orientation.</summary>
    public static byte[] Plain(int width, int height, ushort orientation)
    {
        using var picture = Files.Picture(width, height);
        var pixels = new byte[3 * width * height];
        picture.CopyPixelDataTo(pixels);
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (256, 4, 1, (uint)width), (257, 4, 1, (uint)height), (258, 3, 3, 8), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 14),
            (274, 3, 1, orientation), (277, 3, 1, 3), (278, 4, 1, (uint)height), (279, 4, 1, (uint)pixels.Length), (284, 3, 1, 1),
        ];
        using var file = new MemoryStream();
        var writer = new BinaryWriter(file);
        writer.Write("II*\0"u8);
        writer.Write((uint)(14 + pixels.Length + (pixels.Length & 1)));
        // The bits of the three samples, which do not fit their entry.
        for (int i = 0; i < 3; i++) writer.Write((ushort)8);
        writer.Write(pixels);
        if ((pixels.Length & 1) != 0) writer.Write((byte)0);
        writer.Write((ushort)entries.Length);
        foreach (var (tag, type, count, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }
        writer.Write(0u);
        return file.ToArray();
    }
}
