namespace Saliency.Imaging;

/// <summary>How large a photo may be before it is refused. Sizes are read from the file's header, before anything is decoded.</summary>
public sealed record PhotoOptions
{
    /// <summary>The largest side of a photo, in pixels. The formats' own limits lie near it.</summary>
    internal const int MaximumSide = 65_535;

    /// <summary>The most pixels a photo may have: 2²⁶ (8192×8192) unless set.</summary>
    /// <remarks>File, decoder and photo together may take 1 GiB, or 16 bytes for each of these pixels if that is more.
    /// WebP needs up to 24 bytes a pixel, so that its photos may have 44 million pixels with the default.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than 2²⁸.</exception>
    public int MaximumPixels
    {
        get;
        init => field = value is >= 1 and <= 1 << 28 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected 1 to {1 << 28} pixels, got {value}.");
    } = 1 << 26;

    /// <summary>The largest file, in bytes: 256 MiB unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than 768 MiB.</exception>
    public int MaximumFileBytes
    {
        get;
        init => field = value is >= 1 and <= 768 << 20 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected 1 to {768 << 20} bytes, got {value}.");
    } = 256 << 20;

    /// <summary>Bytes that the file, the decoder and the photo may need together.</summary>
    internal long MemoryBytes => Math.Max(1L << 30, 16L * MaximumPixels);
}
