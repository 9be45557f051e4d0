namespace Saliency.Imaging.Formats;

/// <summary>A canonical prefix code, given by the length of each symbol's code, read bit by bit.</summary>
internal sealed class WebpCode
{
    private readonly int[] _counts = new int[16];
    private readonly int[] _symbols;

    /// <exception cref="ImageFormatException">No symbol, or lengths that no code can have.</exception>
    public WebpCode(ReadOnlySpan<byte> lengths)
    {
        var symbols = new List<int>();
        for (int length = 1; length <= 15; length++)
            for (int symbol = 0; symbol < lengths.Length; symbol++)
                if (lengths[symbol] == length)
                {
                    symbols.Add(symbol);
                    _counts[length]++;
                }
        _symbols = [.. symbols];
        int room = 1;
        for (int length = 1; length <= 15; length++) room = (room << 1) - _counts[length];
        // A single symbol needs no bits and leaves room; otherwise every sequence of bits must mean something.
        if (_symbols.Length == 0 || (_symbols.Length > 1 && room != 0)) throw new ImageFormatException("expected a complete prefix code");
    }

    /// <summary>The only symbol, or −1 when bits must be read.</summary>
    public int Start() => _symbols.Length == 1 ? _symbols[0] : -1;

    /// <summary>Takes one more bit: the symbol, or −1 when more are needed.</summary>
    /// <param name="bit">0 or 1.</param>
    /// <param name="state">How far the bits so far lie above the first code of their length; 0 at first.</param>
    /// <param name="length">The number of bits so far; 0 at first. Its upper half counts the symbols of shorter codes.</param>
    public int Next(int bit, ref int state, ref int length)
    {
        int bits = (length & 0xFFFF) + 1, shorter = length >> 16;
        state = (state << 1) | bit;
        int count = _counts[bits];
        if (state < count) return _symbols[shorter + state];
        state -= count;
        length = bits | ((shorter + count) << 16);
        return -1;
    }
}
