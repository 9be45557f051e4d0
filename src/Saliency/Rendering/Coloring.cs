using System.Numerics.Tensors;

namespace Saliency.Rendering;

/// <summary>A map ready to be painted: its colours, and its values on their scale of 0..1.</summary>
internal readonly record struct Coloring(ColorMap Colors, SaliencyMap Scaled)
{
    /// <summary>Chooses what the caller left open: a map of both signs has its zero in the middle of diverging colours, any other goes from its least to its largest value.</summary>
    /// <param name="map">The map.</param>
    /// <param name="colors">The caller's colours; null where none were chosen.</param>
    /// <param name="range">The caller's range; null where none was chosen.</param>
    /// <param name="plain">The colours of a map of one sign.</param>
    public static Coloring Of(SaliencyMap map, ColorMap? colors, ValueRange? range, ColorMap plain)
    {
        colors ??= range is null && TensorPrimitives.Min(map.Values) < 0 && TensorPrimitives.Max(map.Values) > 0 ? ColorMap.Diverging : plain;
        // A few pixels of a gradient dwarf all others: without the cut the rest would be white.
        range ??= colors.IsDiverging ? ValueRange.Symmetric(99) : ValueRange.MinMax;
        return new Coloring(colors, range.Scale(map));
    }
}
