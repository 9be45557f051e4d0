using System.Buffers.Binary;

namespace Saliency.Tests.Imaging;

/// <summary>PNG files that ImageSharp does not write.</summary>
internal static class PngFiles
{
    /// <summary>Writes the right checksum into each chunk that lies within the file.</summary>
    public static void RepairChecksums(byte[] file)
    {
        if (!file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])) return;
        for (long at = 8; at + 12 <= file.Length;)
        {
            long end = at + 8 + BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (end + 4 > file.Length) return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)end), Crc32(file.AsSpan((int)at + 4, (int)(end - at - 4))));
            at = end + 4;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
