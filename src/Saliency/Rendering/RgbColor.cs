namespace Saliency.Rendering;

/// <summary>A colour of a picture, 0..255 for each channel (sRGB).</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
public readonly record struct RgbColor(byte Red, byte Green, byte Blue)
{
    /// <summary>Black.</summary>
    public static RgbColor Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static RgbColor White { get; } = new(255, 255, 255);

    /// <summary>The colour as it is written on the web: <c>#1f77b4</c>.</summary>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
