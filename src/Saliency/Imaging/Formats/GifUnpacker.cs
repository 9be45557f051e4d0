namespace Saliency.Imaging.Formats;

/// <summary>GIF's variable-width LZW code.</summary>
internal static class GifUnpacker
{
    private const int MostCodes = 4096;

    /// <summary>Unpacks exactly as many values as there is room for.</summary>
    /// <exception cref="ImageFormatException">A code that cannot be, or too little data.</exception>
    public static void Unpack(ReadOnlySpan<byte> data, int rootBits, Span<byte> values)
    {
        if (rootBits is < 1 or > 8) throw new ImageFormatException($"expected codes of 1 to 8 bits, got {rootBits}");
        int clear = 1 << rootBits, end = clear + 1, next = end + 1, width = rootBits + 1, previous = -1, bits = 0, held = 0, at = 0;
        // A code stands for a text: it began at that index of the values and has that length. So no stack is needed, and no cycle can arise.
        var start = new int[MostCodes];
        var length = new int[MostCodes];
        for (int written = 0; written < values.Length;)
        {
            for (; bits < width; bits += 8)
                held |= at < data.Length ? data[at++] << bits : throw Short(written, values.Length);
            int code = held & ((1 << width) - 1);
            held >>= width;
            bits -= width;
            if (code == end) throw Short(written, values.Length);
            if (code == clear)
            {
                (next, width, previous) = (end + 1, rootBits + 1, -1);
                continue;
            }
            int from = written;
            if (code < clear) values[written++] = (byte)code;
            else if (code > next || previous < 0 || (code == next && next == MostCodes)) throw new ImageFormatException($"expected a code below {next}, got {code}");
            else
            {
                // The code being made right now is the previous text and its first value once more, which lie just there.
                var (textStart, textLength) = code == next ? (from - LengthOf(previous), LengthOf(previous) + 1) : (start[code], length[code]);
                textLength = Math.Min(textLength, values.Length - written);
                for (int i = 0; i < textLength; i++) values[written++] = values[textStart + i];
            }
            if (previous >= 0 && next < MostCodes)
            {
                int previousLength = LengthOf(previous);
                (start[next], length[next]) = (from - previousLength, previousLength + 1);
                if (++next == 1 << width && width < 12) width++;
            }
            previous = code;

            int LengthOf(int text) => text < clear ? 1 : length[text];
        }
    }

    private static ImageFormatException Short(int got, int expected) => new($"expected {expected} pixels, got {got}");
}
