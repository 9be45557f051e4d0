namespace Saliency.Imaging;

/// <summary>The file formats a <see cref="Photo"/> can be written in.</summary>
public enum PhotoFormat
{
    /// <summary>Lossless; what heat maps and grids are best kept in.</summary>
    Png,

    /// <summary>Lossy, quality 90.</summary>
    Jpeg,

    /// <summary>Uncompressed, 24 bits a pixel.</summary>
    Bmp,

    /// <summary>Lossless WebP.</summary>
    Webp,
}
