namespace Saliency;

/// <summary>H×W yes-or-no: the pixels that a map's top fraction, a segmentation or a drawn region covers.</summary>
public sealed class Mask
{
    private readonly bool[] _values;

    /// <summary>Makes a mask of the given values, row after row. The values are copied.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public Mask(int height, int width, ReadOnlySpan<bool> values) : this(CheckedCopy(height, width, values), height, width) { }

    private Mask(bool[] values, int height, int width)
    {
        Height = height;
        Width = width;
        _values = values;
        Count = values.AsSpan().Count(true);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Number of pixels inside.</summary>
    public int Count { get; }

    /// <summary>The values, row after row.</summary>
    public ReadOnlySpan<bool> Values => _values;

    /// <summary>The size, and how many pixels are inside.</summary>
    public override string ToString() => $"{Height}×{Width}, {Count} inside";

    /// <summary>Whether a pixel is inside.</summary>
    public bool this[int y, int x] => (uint)y < (uint)Height && (uint)x < (uint)Width
        ? _values[(y * Width) + x]
        : throw new ArgumentOutOfRangeException(nameof(y), $"Expected a pixel of a mask of {Height}×{Width}, got row {y}, column {x}.");

    /// <summary>A mask over an array that nobody else holds.</summary>
    internal static Mask Owning(bool[] values, int height, int width) => new(values, height, width);

    private static bool[] CheckedCopy(int height, int width, ReadOnlySpan<bool> values)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        return values.Length == height * width
            ? values.ToArray()
            : throw new ArgumentException($"Expected {height * width} values for a mask of {height}×{width}, got {values.Length}.", nameof(values));
    }
}
