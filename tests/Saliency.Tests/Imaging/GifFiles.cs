namespace Saliency.Tests.Imaging;

/// <summary>GIF files that ImageSharp does not write.</summary>
internal static class GifFiles
{
    /// <summary>The same picture with its rows stored in four passes. The codes are written plain: a clear code before every few values, so that no table is needed.</summary>
    public static byte[] Interlaced(byte[] plain)
    {
        int palette = 3 * (2 << (plain[10] & 7)), at = 13 + palette;
        while (plain[at] != 0x2C)
        {
            for (at += 2; plain[at] != 0; at += 1 + plain[at]) { }
            at++;
        }
        int width = BitConverter.ToUInt16(plain, at + 5), height = BitConverter.ToUInt16(plain, at + 7);
        var photo = Saliency.Imaging.Photo.Load(plain);
        // The palette of this test: find each pixel's colour in it.
        var indices = new byte[width * height];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (byte)Enumerable.Range(0, palette / 3).First(k => photo.Pixels.Slice(3 * i, 3).SequenceEqual(plain.AsSpan(13 + (3 * k), 3)));
        int[] rows = [.. Rows(0, 8), .. Rows(4, 8), .. Rows(2, 4), .. Rows(1, 2)];
        var bits = new List<bool>();
        int values = 0;
        foreach (int row in rows)
            foreach (byte index in indices.AsSpan(row * width, width))
            {
                if (values++ % 100 == 0) Put(256);
                Put(index);
            }
        Put(257);
        var data = new List<byte>();
        for (int i = 0; i < bits.Count; i += 8)
            data.Add((byte)Enumerable.Range(0, Math.Min(8, bits.Count - i)).Sum(j => bits[i + j] ? 1 << j : 0));
        var file = new List<byte>(plain[..(13 + palette)]) { 0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x40, 8 };
        foreach (byte[] block in data.Chunk(255))
        {
            file.Add((byte)block.Length);
            file.AddRange(block);
        }
        file.AddRange([0, 0x3B]);
        return [.. file];

        IEnumerable<int> Rows(int first, int step)
        {
            for (int y = first; y < height; y += step) yield return y;
        }

        void Put(int code)
        {
            for (int i = 0; i < 9; i++) bits.Add(((code >> i) & 1) != 0);
        }
    }
}
