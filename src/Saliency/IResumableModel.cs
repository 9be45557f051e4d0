namespace Saliency;

/// <summary>A model that can be run from a layer on: what methods need that change a layer and look at the answer (Ablation-CAM).</summary>
public interface IResumableModel : ILayeredModel
{
    /// <summary>Answers for given values of a layer instead of those it would have.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="values">The layer's values for <paramref name="count"/> images, in its own layout.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="answer">Names outputs and layers that follow <paramref name="layer"/>; receives them.</param>
    /// <param name="images">One image, or one for each: needed where the answer also depends on the image around the layer (a residual), not looked at elsewhere.</param>
    /// <exception cref="ArgumentException">There is no such layer, its images do not lie along its first axis, a value asked for does not follow it, or the images are missing.</exception>
    void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default);
}
