namespace Saliency.Rendering;

/// <summary>How strongly the colours cover the photo.</summary>
public enum OverlayBlend
{
    /// <summary>Everywhere alike.</summary>
    Uniform,

    /// <summary>The more a pixel mattered the more: opacity · √v, with v the value on the scale of 0..1 (for diverging colours the distance from the
    /// middle). What did not matter stays as in the photo.</summary>
    ByValue,
}

/// <summary>How a map looks over its photo.</summary>
public sealed record OverlayOptions
{
    /// <summary>The colours; null is turbo, or blue to red (<see cref="ColorMap.Diverging"/>) for a map with values of both signs where no <see cref="Range"/> is given.</summary>
    public ColorMap? ColorMap { get; init; }

    /// <summary>Which values take the lowest and highest colour; null is symmetric at the 99th percentile for diverging colours and min to max for others.
    /// The range is that of the map as it was given, so that it is the same in its heat map.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>Share of the colour in the mixture, 0 (the photo) to 1 (the colours); with <see cref="OverlayBlend.ByValue"/> that of the highest value.</summary>
    public double Opacity
    {
        get;
        init => field = Fraction(value, nameof(Opacity));
    } = 0.75;

    /// <summary>How strongly the colours cover the photo: by value unless told, so that the photo stays visible.</summary>
    public OverlayBlend Blend { get; init; } = OverlayBlend.ByValue;

    /// <summary>How much darker the parts are that the model never saw (outside a crop): 0 leaves them, 1 makes them black.</summary>
    public double DimUnseen
    {
        get;
        init => field = Fraction(value, nameof(DimUnseen));
    } = 0.45;

    internal static double Fraction(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Expected a number between 0 and 1.");
}
