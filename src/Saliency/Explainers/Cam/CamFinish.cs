namespace Saliency.Explainers;

/// <summary>What a method that works on the planes of a layer hands back.</summary>
public enum CamFinish
{
    /// <summary>A heat map of the input's size, 0..1: negative values dropped, scaled to 0..1, enlarged bilinearly (half-pixel centres, edges repeated),
    /// scaled again. A layer that says nothing gives zeros.</summary>
    HeatMap,

    /// <summary>The method's own signed values, before any of that, at the size of the layer: for numbers rather than pictures.</summary>
    Raw,
}
