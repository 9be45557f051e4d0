using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>The last steps that all class activation maps share, as pytorch-grad-cam takes them.</summary>
internal static class CamChain
{
    // Keeps a map without positive values at zero instead of dividing 0 by 0.
    private const double Floor = 1e-7;

    /// <summary>ReLU, min-max, bilinear enlarging: one layer's share of a heat map.</summary>
    /// <param name="raw">The map at the layer's size.</param>
    /// <param name="layer">Height and width of the layer.</param>
    /// <param name="input">Height and width of the result.</param>
    public static float[] Enlarged(ReadOnlySpan<double> raw, ImageShape layer, ImageShape input)
    {
        var positive = new double[raw.Length];
        TensorPrimitives.Max(raw, 0.0, positive);
        var small = new float[raw.Length];
        Scale(positive, small);
        var enlarged = new float[input.PlaneLength];
        Bilinear.Resize(small, layer.Height, layer.Width, enlarged, input.Height, input.Width);
        return enlarged;
    }

    /// <summary>The heat map of one or more layers: their mean or product, min-max.</summary>
    /// <param name="layers">What <see cref="Enlarged"/> made of each; at least one.</param>
    /// <param name="fusion">How several become one.</param>
    public static float[] Fused(IReadOnlyList<float[]> layers, CamFusion fusion)
    {
        var fused = Array.ConvertAll(layers[0], v => (double)v);
        for (int layer = 1; layer < layers.Count; layer++)
        {
            if (layer == 1 && fusion == CamFusion.Product) Rescale(fused);
            var next = Array.ConvertAll(layers[layer], v => (double)v);
            if (fusion == CamFusion.Product)
            {
                Rescale(next);
                TensorPrimitives.Multiply(fused, next, fused);
            }
            else
            {
                TensorPrimitives.Add(fused, next, fused);
            }
        }
        if (fusion == CamFusion.Mean) TensorPrimitives.Divide(fused, layers.Count, fused);
        var map = new float[fused.Length];
        Scale(fused, map);
        return map;
    }

    /// <summary>The heat map of one layer.</summary>
    public static float[] HeatMap(ReadOnlySpan<double> raw, ImageShape layer, ImageShape input) => Fused([Enlarged(raw, layer, input)], CamFusion.Mean);

    private static void Rescale(double[] values)
    {
        var scaled = new float[values.Length];
        Scale(values, scaled);
        for (int i = 0; i < values.Length; i++) values[i] = scaled[i];
    }

    /// <summary>To 0..1; without extent to 0.</summary>
    internal static void Scale(ReadOnlySpan<double> values, Span<float> target)
    {
        double min = TensorPrimitives.Min(values), range = TensorPrimitives.Max(values) - min + Floor;
        for (int i = 0; i < values.Length; i++) target[i] = (float)((values[i] - min) / range);
    }
}
