using System.Globalization;
using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Samples;

/// <summary>What one method made of the photo, and what that took.</summary>
internal sealed record Cell(string Method, SaliencyMap Map, TimeSpan Time)
{
    public string Cost => string.Create(CultureInfo.InvariantCulture,
        $"{Time.TotalSeconds:F2} s, {Map.Origin.ModelRuns} model run{(Map.Origin.ModelRuns == 1 ? "" : "s")}");

    /// <summary>Whether the map has a sign that means something: pixels that speak against the target.</summary>
    public bool IsSigned => Map.Values.ContainsAnyInRange(float.MinValue, -float.Epsilon);

    /// <summary>The method's name as part of a file name.</summary>
    public string FileName => Method.ToLowerInvariant().Replace(' ', '-').Replace('×', 'x').Replace('²', '2');

    /// <summary>The map over the photo, the highest percent in one colour: a gradient has a few very large values.</summary>
    public Photo Overlay(Photo photo, ModelInput input) => Rendering.Overlay.Render(photo, Map, input, IsSigned
        ? new OverlayOptions { ColorMap = ColorMap.Diverging, Range = ValueRange.Symmetric(99) }
        : new OverlayOptions { Range = ValueRange.Clipped(99) });
}
