namespace Saliency.Imaging;

/// <summary>How a photo of any size comes to the size of a model.</summary>
/// <remarks>Made by its static members. Sizes and offsets are rounded as torchvision and the YOLO family round them, so that the same pixels are seen.</remarks>
public abstract record ResizeRule
{
    private protected ResizeRule() { }

    /// <summary>Both sides are scaled to the model's; the aspect ratio is not kept.</summary>
    public static ResizeRule Stretch { get; } = new StretchRule();

    /// <summary>The shorter side is scaled to a number of pixels, the longer one in proportion (rounded down), and the model's size is cut from the centre.
    /// Where the picture is then smaller than the model's input, black is put around it.</summary>
    /// <param name="pixels">The shorter side after scaling, at least 1: often 256 for a model of 224.</param>
    public static ResizeRule ShorterSide(int pixels) => pixels is >= 1 and <= PhotoOptions.MaximumSide
        ? new ShorterSideRule(pixels)
        : throw new ArgumentOutOfRangeException(nameof(pixels), pixels, $"Expected 1 to {PhotoOptions.MaximumSide} pixels.");

    /// <summary>As <see cref="ShorterSide"/>, for a model of any size: the shorter side becomes the model's shorter side divided by the fraction, rounded down.</summary>
    /// <param name="fraction">The share of the shorter side that the model sees, above 0 and up to 1: 0.875 is 256 for a model of 224.</param>
    public static ResizeRule CentreCrop(double fraction = 0.875) => fraction is > 0 and <= 1
        ? new CentreCropRule(fraction)
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction above 0 and up to 1.");

    /// <summary>The whole photo at its aspect ratio, as large as fits, with an even colour around it.</summary>
    /// <param name="pad">The grey around the photo, 0 (black) to 1 (white); it is normalised like a pixel.</param>
    /// <param name="anchor">Where the photo lies.</param>
    public static ResizeRule Letterbox(double pad = 114.0 / 255, LetterboxAnchor anchor = LetterboxAnchor.Centre)
    {
        if (pad is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(pad), pad, "Expected a grey of 0 to 1.");
        anchor.EnsureDefined(nameof(anchor));
        return new LetterboxRule(pad, anchor);
    }

    /// <summary>Where a photo of the given size lies in the model's input.</summary>
    internal abstract Placement Place(int photoHeight, int photoWidth, int height, int width);

    private sealed record StretchRule : ResizeRule
    {
        internal override Placement Place(int photoHeight, int photoWidth, int height, int width) => new(height, width, 0, 0, 0);
    }

    private sealed record ShorterSideRule(int Pixels) : ResizeRule
    {
        internal override Placement Place(int photoHeight, int photoWidth, int height, int width) => Placement.Crop(Pixels, photoHeight, photoWidth, height, width);
    }

    private sealed record CentreCropRule(double Fraction) : ResizeRule
    {
        internal override Placement Place(int photoHeight, int photoWidth, int height, int width) =>
            Placement.Crop((int)(Math.Min(height, width) / Fraction), photoHeight, photoWidth, height, width);
    }

    private sealed record LetterboxRule(double Pad, LetterboxAnchor Anchor) : ResizeRule
    {
        internal override Placement Place(int photoHeight, int photoWidth, int height, int width)
        {
            double scale = Math.Min((double)height / photoHeight, (double)width / photoWidth);
            int fittedHeight = Math.Clamp((int)Math.Round(photoHeight * scale), 1, height), fittedWidth = Math.Clamp((int)Math.Round(photoWidth * scale), 1, width);
            bool centred = Anchor == LetterboxAnchor.Centre;
            // The odd pixel goes to the right and the bottom.
            return new(fittedHeight, fittedWidth, centred ? -((height - fittedHeight) / 2) : 0, centred ? -((width - fittedWidth) / 2) : 0, Pad);
        }
    }
}

/// <summary>Where a letterboxed photo lies in the model's input.</summary>
public enum LetterboxAnchor
{
    /// <summary>In the middle, the padding on both sides; an odd pixel goes to the right or the bottom.</summary>
    Centre,

    /// <summary>In the upper left corner, the padding on the right or at the bottom.</summary>
    TopLeft,
}
