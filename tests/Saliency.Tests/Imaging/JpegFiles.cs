using System.Numerics;

namespace Saliency.Tests.Imaging;

/// <summary>JPEG files that ImageSharp does not write, of one colour, one row of 8×8 blocks.</summary>
/// <remarks>Each block has only its mean. All quantisation factors are 1, so that the mean times 8 is the coefficient, and with the DC table below each
/// difference is its bit length (one 4-bit code for each length 0–11) followed by its bits. The AC table has one code of one bit: the end of the block.</remarks>
internal sealed class JpegFiles
{
    private readonly List<byte> _file = [0xFF, 0xD8];
    private readonly List<bool> _bits = [];

    /// <summary>A baseline file of four channels, as Adobe's programs write it.</summary>
    /// <param name="blocks">The picture is 8·blocks pixels wide and 8 high.</param>
    /// <param name="stored">The four sample values as they lie in the file: Adobe stores 255 less the ink.</param>
    /// <param name="transform">The Adobe marker's transform: 0 for CMYK, 2 for YCCK.</param>
    public static byte[] Cmyk(int blocks, byte[] stored, byte transform)
    {
        var jpeg = new JpegFiles();
        jpeg.Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform]);
        jpeg.Head(0xC0, blocks, channels: 4);
        jpeg.Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
        for (int b = 0; b < blocks; b++)
            foreach (byte sample in stored)
            {
                jpeg.PutDifference(b == 0 ? (sample - 128) * 8 : 0);
                jpeg.Put(0, 1);
            }
        return jpeg.End();
    }

    /// <summary>A progressive file of three channels (YCbCr): the means without their last bit, the last bit, then an empty scan of each channel's other coefficients.</summary>
    public static byte[] Progressive(int blocks, byte[] stored)
    {
        var jpeg = new JpegFiles();
        jpeg.Head(0xC2, blocks, channels: 3);
        jpeg.Segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 0, 0x01]);
        for (int b = 0; b < blocks; b++)
            foreach (byte sample in stored) jpeg.PutDifference(b == 0 ? ((sample - 128) * 8) >> 1 : 0);
        jpeg.Flush();
        jpeg.Segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 0, 0x10]);
        for (int b = 0; b < blocks; b++)
            foreach (byte sample in stored) jpeg.Put(((sample - 128) * 8) & 1, 1);
        jpeg.Flush();
        for (byte channel = 1; channel <= 3; channel++)
        {
            jpeg.Segment(0xDA, [1, channel, 0, 1, 63, 0]);
            for (int b = 0; b < blocks; b++) jpeg.Put(0, 1);
            jpeg.Flush();
        }
        return jpeg.End();
    }

    private void Head(byte frame, int blocks, int channels)
    {
        int width = 8 * blocks;
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(frame, [8, 0, 8, (byte)(width >> 8), (byte)width, (byte)channels, .. Enumerable.Range(1, channels).SelectMany(c => new byte[] { (byte)c, 0x11, 0 })]);
        Segment(0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Segment(0xC4, [0x10, 1, .. new byte[15], 0]);
    }

    private void PutDifference(int difference)
    {
        int length = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(difference));
        Put(length, 4);
        Put(difference < 0 ? difference + (1 << length) - 1 : difference, length);
    }

    private void Segment(byte marker, byte[] content)
    {
        _file.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
        _file.AddRange(content);
    }

    private void Put(int value, int count)
    {
        for (int i = count - 1; i >= 0; i--) _bits.Add(((value >> i) & 1) != 0);
    }

    private void Flush()
    {
        while (_bits.Count % 8 != 0) _bits.Add(true);
        foreach (bool[] bits in _bits.Chunk(8))
        {
            byte value = bits.Aggregate((byte)0, (sum, bit) => (byte)((sum << 1) | (bit ? 1 : 0)));
            _file.Add(value);
            if (value == 0xFF) _file.Add(0);
        }
        _bits.Clear();
    }

    private byte[] End()
    {
        Flush();
        _file.AddRange([0xFF, 0xD9]);
        return [.. _file];
    }
}
