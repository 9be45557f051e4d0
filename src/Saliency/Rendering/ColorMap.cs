namespace Saliency.Rendering;

/// <summary>256 colours from low to high, by which a map's values become visible.</summary>
/// <remarks>A value <c>v</c> of 0..1 takes entry <c>min(255, ⌊256·v⌋)</c>. The named maps have matplotlib's colours, rounded to bytes.
/// Immutable.</remarks>
public sealed class ColorMap
{
    private const int Entries = 256;

    private readonly byte[] _table;

    /// <summary>Makes a colour map of any 256 colours.</summary>
    /// <param name="name">Its name, for reports.</param>
    /// <param name="table">768 bytes: red, green, blue of the lowest entry first.</param>
    /// <param name="isDiverging">Whether the middle entry means "nothing" and both ends mean "much", so that it suits signed maps.</param>
    /// <exception cref="ArgumentException">The table has not 768 bytes.</exception>
    public ColorMap(string name, ReadOnlySpan<byte> table, bool isDiverging = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (table.Length != Entries * 3)
            throw new ArgumentException($"Expected {Entries * 3} bytes ({Entries} colours), got {table.Length}.", nameof(table));
        Name = name;
        IsDiverging = isDiverging;
        _table = table.ToArray();
    }

    /// <summary>Dark violet, green, yellow: even steps for the eye, readable without colour vision.</summary>
    public static ColorMap Viridis { get; } = new("viridis", Convert.FromHexString(ColorMapData.Viridis));

    /// <summary>Black, red, pale yellow: even steps for the eye, like glowing iron.</summary>
    public static ColorMap Inferno { get; } = new("inferno", Convert.FromHexString(ColorMapData.Inferno));

    /// <summary>Blue, green, yellow, red: the rainbow without its false edges.</summary>
    public static ColorMap Turbo { get; } = new("turbo", Convert.FromHexString(ColorMapData.Turbo));

    /// <summary>Blue, cyan, yellow, red: the rainbow of most published saliency pictures.</summary>
    public static ColorMap Jet { get; } = new("jet", Sample(
        red: [(0, 0), (0.35, 0), (0.66, 1), (0.89, 1), (1, 0.5)],
        green: [(0, 0), (0.125, 0), (0.375, 1), (0.64, 1), (0.91, 0), (1, 0)],
        blue: [(0, 0.5), (0.11, 1), (0.34, 1), (0.65, 0), (1, 0)]));

    /// <summary>Black to white.</summary>
    public static ColorMap Grey { get; } = new("grey", Sample([(0, 0), (1, 1)], [(0, 0), (1, 1)], [(0, 0), (1, 1)]));

    /// <summary>Blue (against), white (nothing), red (in favour): for signed maps. ColorBrewer's RdBu, from blue to red.</summary>
    public static ColorMap Diverging { get; } = new("diverging",
        SampleEvenly(0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xd1e5f0, 0xf7f7f7, 0xfddbc7, 0xf4a582, 0xd6604d, 0xb2182b, 0x67001f), isDiverging: true);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether the middle entry means "nothing" and both ends mean "much".</summary>
    public bool IsDiverging { get; }

    /// <summary>The 256 colours, lowest first: red, green, blue.</summary>
    public ReadOnlySpan<byte> Table => _table;

    /// <summary>The colour of a value.</summary>
    /// <param name="value">0..1; what lies outside takes the nearest end.</param>
    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public RgbColor this[double value]
    {
        get
        {
            if (double.IsNaN(value)) throw new ArgumentException("Expected a value between 0 and 1, got NaN.", nameof(value));
            int i = 3 * (int)Math.Clamp(value * Entries, 0, Entries - 1);
            return new RgbColor(_table[i], _table[i + 1], _table[i + 2]);
        }
    }

    /// <summary>The same colours from high to low.</summary>
    public ColorMap Reverse()
    {
        var reversed = new byte[_table.Length];
        for (int i = 0; i < Entries; i++) _table.AsSpan(3 * i, 3).CopyTo(reversed.AsSpan(3 * (Entries - 1 - i)));
        return new ColorMap($"{Name} reversed", reversed, IsDiverging);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static byte[] SampleEvenly(params ReadOnlySpan<int> colors)
    {
        var channels = new (double At, double Level)[3][];
        for (int c = 0; c < 3; c++)
        {
            channels[c] = new (double, double)[colors.Length];
            for (int i = 0; i < colors.Length; i++)
                channels[c][i] = (i / (colors.Length - 1.0), ((colors[i] >> (8 * (2 - c))) & 255) / 255.0);
        }
        return Sample(channels[0], channels[1], channels[2]);
    }

    private static byte[] Sample((double At, double Level)[] red, (double At, double Level)[] green, (double At, double Level)[] blue)
    {
        var table = new byte[Entries * 3];
        for (int i = 0; i < Entries; i++)
        {
            double at = i / (Entries - 1.0);
            table[3 * i] = Interpolate(red, at);
            table[(3 * i) + 1] = Interpolate(green, at);
            table[(3 * i) + 2] = Interpolate(blue, at);
        }
        return table;
    }

    private static byte Interpolate((double At, double Level)[] anchors, double at)
    {
        int next = 1;
        while (next < anchors.Length - 1 && anchors[next].At < at) next++;
        var (a, b) = (anchors[next - 1], anchors[next]);
        double level = a.Level + ((b.Level - a.Level) * (at - a.At) / (b.At - a.At));
        return (byte)Math.Round(255 * level);
    }
}
