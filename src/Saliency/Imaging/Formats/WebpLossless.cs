namespace Saliency.Imaging.Formats;

/// <summary>Reads a lossless WebP stream as far as the number of its code groups.</summary>
/// <remarks>ImageSharp makes about 23 KB of tables for each group, and a damaged file of a hundred bytes can ask for 65536 groups, 1.5 GB.
/// The number is the largest value in a small packed picture near the start of the stream. Copies and the colour cache only repeat
/// earlier pixels, so the largest pixel written out is the largest of all, and no pixel needs to be kept.</remarks>
internal ref struct WebpLossless
{
    // Encoders use at most a few thousand.
    private const int MostGroups = 4096;

    private readonly ReadOnlySpan<byte> _data;
    private long _bit;

    private WebpLossless(ReadOnlySpan<byte> data) => _data = data;

    /// <param name="data">The stream after its header of five bytes; that of an alpha channel after its header of one byte.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    public static void CheckGroups(ReadOnlySpan<byte> data, long width, long height) => new WebpLossless(data).CheckGroups(width, height);

    private void CheckGroups(long width, long height)
    {
        for (int transforms = 0; Bits(1) == 1; transforms++)
        {
            if (transforms == 4) throw new ImageFormatException("expected at most four transforms, got more");
            int type = Bits(2);
            // 0 predictor, 1 colour: a small picture of parameters. 2 subtract green: nothing. 3 palette: a row of colours.
            if (type <= 1) SkipTiles(width, height);
            if (type != 3) continue;
            int colours = Bits(8) + 1;
            LargestPixel(colours);
            width = Tiles(width, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
        }
        ReadCacheSize();
        if (Bits(1) == 1 && SkipTiles(width, height) is var groups and >= MostGroups)
            throw new ImageFormatException($"expected at most {MostGroups} groups of codes, got {groups + 1}");
    }

    private int SkipTiles(long width, long height)
    {
        int bits = Bits(3) + 2;
        return LargestPixel(Tiles(width, bits) * Tiles(height, bits));
    }

    private static long Tiles(long length, int bits) => (length + (1 << bits) - 1) >> bits;

    private int ReadCacheSize()
    {
        if (Bits(1) == 0) return 0;
        int bits = Bits(4);
        return bits is >= 1 and <= 11 ? 1 << bits : throw new ImageFormatException($"expected a colour cache of 1 to 11 bits, got {bits}");
    }

    /// <summary>Reads a packed picture and returns the largest number that red and green make in it: red · 256 + green.</summary>
    private int LargestPixel(long pixels)
    {
        int cache = ReadCacheSize(), largest = 0;
        var green = ReadCode(256 + 24 + cache);
        var red = ReadCode(256);
        var blue = ReadCode(256);
        var alpha = ReadCode(256);
        var distance = ReadCode(40);
        for (long done = 0; done < pixels; done++)
        {
            int symbol = Symbol(green);
            if (symbol < 256)
            {
                largest = Math.Max(largest, (Symbol(red) << 8) | symbol);
                Symbol(blue);
                Symbol(alpha);
            }
            else if (symbol < 256 + 24)
            {
                done += Prefixed(symbol - 256) - 1L;
                Prefixed(Symbol(distance));
            }
        }
        return largest;
    }

    private int Prefixed(int symbol)
    {
        if (symbol < 4) return symbol + 1;
        int extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + Bits(extra) + 1;
    }

    private WebpCode ReadCode(int symbols)
    {
        var lengths = new byte[symbols];
        if (Bits(1) == 1)
        {
            bool two = Bits(1) == 1;
            int first = Bits(Bits(1) == 1 ? 8 : 1), second = two ? Bits(8) : first;
            if (Math.Max(first, second) >= symbols) throw new ImageFormatException($"expected symbols below {symbols}, got {first} and {second}");
            lengths[first] = lengths[second] = 1;
            return new WebpCode(lengths);
        }
        ReadOnlySpan<byte> order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        var lengthLengths = new byte[order.Length];
        int count = 4 + Bits(4);
        if (count > order.Length) throw new ImageFormatException($"expected at most {order.Length} code lengths, got {count}");
        for (int i = 0; i < count; i++) lengthLengths[order[i]] = (byte)Bits(3);
        var lengthCode = new WebpCode(lengthLengths);
        int left = Bits(1) == 1 ? 2 + Bits(2 + (2 * Bits(3))) : symbols;
        byte previous = 8;
        for (int i = 0; i < symbols && left > 0; left--)
        {
            int symbol = Symbol(lengthCode);
            if (symbol < 16)
            {
                lengths[i++] = (byte)symbol;
                if (symbol > 0) previous = (byte)symbol;
                continue;
            }
            int repeats = symbol switch { 16 => 3 + Bits(2), 17 => 3 + Bits(3), _ => 11 + Bits(7) };
            if (i + repeats > symbols) throw new ImageFormatException($"expected lengths for {symbols} symbols, got more");
            lengths.AsSpan(i, repeats).Fill(symbol == 16 ? previous : (byte)0);
            i += repeats;
        }
        return new WebpCode(lengths);
    }

    private int Symbol(WebpCode code)
    {
        int symbol = code.Start(), state = 0, length = 0;
        while (symbol < 0) symbol = code.Next(Bits(1), ref state, ref length);
        return symbol;
    }

    private int Bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++, _bit++)
        {
            if (_bit >> 3 >= _data.Length) throw new ImageFormatException($"expected more than {_data.Length} bytes of codes");
            value |= ((_data[(int)(_bit >> 3)] >> (int)(_bit & 7)) & 1) << i;
        }
        return value;
    }
}
