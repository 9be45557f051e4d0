using System.Buffers.Binary;
using System.IO.Compression;

namespace Saliency.Imaging.Formats;

/// <summary>Whether the packed rows of a PNG are all there. ImageSharp leaves missing rows black without a word, and a map of such a photo explains a picture nobody took.</summary>
internal static class PngData
{
    // Adam7: first column, first row, column step, row step of each pass.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Unpacks as much as the picture needs and throws when there is less.</summary>
    /// <param name="file">A PNG whose chunks <see cref="Png.ReadHeader"/> has seen.</param>
    public static void Check(ReadOnlySpan<byte> file)
    {
        long expected = UnpackedLength(file.Slice(16, 13)), got = 0;
        using var rows = new ZLibStream(Packed(file), CompressionMode.Decompress);
        var buffer = new byte[65_536];
        while (got < expected && rows.Read(buffer) is > 0 and var count) got += count;
        if (got < expected) throw new ImageFormatException($"expected {expected} bytes of rows, got {got}");
    }

    private static MemoryStream Packed(ReadOnlySpan<byte> file)
    {
        var packed = new MemoryStream(file.Length);
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8)) packed.Write(file.Slice(at + 8, length));
            at += 12 + length;
        }
        packed.Position = 0;
        return packed;
    }

    private static long UnpackedLength(ReadOnlySpan<byte> frame)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(frame), height = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
        int channels = frame[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }, bits = frame[8] * channels;
        if (frame[12] == 0) return Length(width, height);
        long sum = 0;
        foreach (var (x, y, stepX, stepY) in Passes) sum += Length((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
        return sum;

        // A byte for the filter before each row.
        long Length(long columns, long rows) => columns <= 0 || rows <= 0 ? 0 : rows * (1 + (((columns * bits) + 7) / 8));
    }
}
