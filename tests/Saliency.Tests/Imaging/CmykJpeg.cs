namespace Saliency.Tests.Imaging;

/// <summary>Writes a baseline JPEG of four channels and one colour, as Adobe's programs do: what ImageSharp cannot write itself.</summary>
/// <remarks>Each 8×8 block has only its mean. All quantisation factors are 1, so that the mean times 8 is the coefficient, and with the
/// DC table below each difference is its bit length (one 4-bit code for each length 0–11) followed by its bits.</remarks>
internal static class CmykJpeg
{
    /// <param name="blocks">The picture is 8·blocks pixels wide and 8 high.</param>
    /// <param name="stored">The four sample values as they lie in the file: Adobe stores 255 less the ink.</param>
    /// <param name="transform">The Adobe marker's transform: 0 for CMYK, 2 for YCCK; null leaves the marker out.</param>
    public static byte[] Write(int blocks, byte[] stored, byte? transform)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        if (transform is { } kind) Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, kind]);
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        int width = 8 * blocks;
        Segment(0xC0, [8, 0, 8, (byte)(width >> 8), (byte)width, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
        // DC: twelve codes of 4 bits for the bit lengths 0–11. AC: one code of 1 bit, the end of the block.
        Segment(0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Segment(0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        var bits = new List<bool>();
        for (int b = 0; b < blocks; b++)
            foreach (byte sample in stored)
            {
                int difference = b == 0 ? (sample - 128) * 8 : 0, length = 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
                Put(length, 4);
                Put(difference < 0 ? difference + (1 << length) - 1 : difference, length);
                Put(0, 1);
            }
        while (bits.Count % 8 != 0) bits.Add(true);
        for (int i = 0; i < bits.Count; i += 8)
        {
            byte value = 0;
            for (int j = 0; j < 8; j++) value = (byte)((value << 1) | (bits[i + j] ? 1 : 0));
            file.Add(value);
            if (value == 0xFF) file.Add(0);
        }
        file.AddRange([0xFF, 0xD9]);
        return [.. file];

        void Segment(byte marker, byte[] content)
        {
            file.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
            file.AddRange(content);
        }

        void Put(int value, int count)
        {
            for (int i = count - 1; i >= 0; i--) bits.Add(((value >> i) & 1) != 0);
        }
    }
}
