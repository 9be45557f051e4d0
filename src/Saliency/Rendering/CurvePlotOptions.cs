namespace Saliency.Rendering;

/// <summary>A curve of a plot.</summary>
/// <param name="Name">Shown in the legend.</param>
/// <param name="Curve">At least two points, all finite.</param>
/// <param name="Value">Shown after the name, for example the area under the curve; null shows none.</param>
public sealed record NamedCurve(string Name, Curve Curve, double? Value = null)
{
    /// <summary>The curve and the value of a metric's result.</summary>
    /// <exception cref="ArgumentException">The metric gave no curve.</exception>
    public static NamedCurve Of(string name, MetricResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new NamedCurve(name, result.Curve ?? throw new ArgumentException($"Expected a result with a curve for '{name}', got only the value {result.Value}.", nameof(result)), result.Value);
    }
}

/// <summary>Size and texts of a curve plot.</summary>
public sealed record CurvePlotOptions
{
    /// <summary>Pixels, at least 128.</summary>
    public int Width
    {
        get;
        init => field = value >= 128 ? value : throw new ArgumentOutOfRangeException(nameof(Width), value, "Expected at least 128 pixels.");
    } = 640;

    /// <summary>Pixels, at least 96.</summary>
    public int Height
    {
        get;
        init => field = value >= 96 ? value : throw new ArgumentOutOfRangeException(nameof(Height), value, "Expected at least 96 pixels.");
    } = 480;

    /// <summary>Above the plot; empty writes nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>Under the horizontal axis; empty writes nothing.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>Left of the vertical axis; empty writes nothing.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Lower and upper end of the vertical axis, so that several plots share one scale; null follows the curves and holds 0.
    /// What lies beyond is cut.</summary>
    public (double Low, double High)? YRange
    {
        get;
        init => field = value is null || (double.IsFinite(value.Value.Low) && double.IsFinite(value.Value.High) && value.Value.Low < value.Value.High)
            ? value
            : throw new ArgumentException($"Expected two finite ends, the lower first, got {value}.", nameof(YRange));
    }

    /// <summary>How a legend writes values: a .NET number format, in invariant culture.</summary>
    public string ValueFormat { get; init; } = "0.00";

    /// <summary>Whether the area under each curve is lightly shaded.</summary>
    public bool ShadeArea { get; init; } = true;

    /// <summary>Height of the texts' capitals in pixels, 6 to 96; null follows the plot's size.</summary>
    public int? TextSize
    {
        get;
        init => field = value is null or (>= 6 and <= 96) ? value : throw new ArgumentOutOfRangeException(nameof(TextSize), value, "Expected 6 to 96 pixels.");
    }
}
