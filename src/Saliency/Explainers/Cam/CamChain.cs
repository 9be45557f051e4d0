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
        var small = Scaled(positive);
        var enlarged = new float[input.PlaneLength];
        Bilinear.Resize(small, layer.Height, layer.Width, enlarged, input.Height, input.Width);
        return enlarged;
    }

    /// <summary>The heat map of one or more layers: their mean or product, min-max.</summary>
    /// <param name="layers">What <see cref="Enlarged"/> made of each; at least one. The only one becomes the result.</param>
    /// <param name="fusion">How several become one.</param>
    public static float[] Fused(IReadOnlyList<float[]> layers, CamFusion fusion)
    {
        if (layers.Count == 1)
        {
            Scale(layers[0]);
            return layers[0];
        }
        var fused = Wide(fusion == CamFusion.Product ? Scaled(Wide(layers[0])) : layers[0]);
        foreach (float[] layer in layers.Skip(1))
        {
            if (fusion == CamFusion.Product) TensorPrimitives.Multiply(fused, Wide(Scaled(Wide(layer))), fused);
            else TensorPrimitives.Add(fused, Wide(layer), fused);
        }
        if (fusion == CamFusion.Mean) TensorPrimitives.Divide(fused, layers.Count, fused);
        return Scaled(fused);
    }

    /// <summary>The heat map of one layer.</summary>
    public static float[] HeatMap(ReadOnlySpan<double> raw, ImageShape layer, ImageShape input) => Fused([Enlarged(raw, layer, input)], CamFusion.Mean);

    private static double[] Wide(float[] values)
    {
        var wide = GC.AllocateUninitializedArray<double>(values.Length);
        TensorPrimitives.ConvertTruncating<float, double>(values, wide);
        return wide;
    }

    /// <summary>To 0..1, without extent to 0; the values are those of the result, too.</summary>
    private static float[] Scaled(double[] values)
    {
        var scaled = GC.AllocateUninitializedArray<float>(values.Length);
        Scale(values, scaled);
        return scaled;
    }

    /// <summary>To 0..1 where they lie, without extent to 0; block by block, so that nothing as large as a map is made.</summary>
    private static void Scale(Span<float> values)
    {
        double min = TensorPrimitives.Min<float>(values), range = TensorPrimitives.Max<float>(values) - min + Floor;
        Scaling.Shift(values, min, range, values);
    }

    /// <summary>To 0..1, without extent to 0.</summary>
    /// <param name="values">Scaled where they lie.</param>
    /// <param name="target">The same as floats.</param>
    internal static void Scale(Span<double> values, Span<float> target)
    {
        double min = TensorPrimitives.Min<double>(values), range = TensorPrimitives.Max<double>(values) - min + Floor;
        TensorPrimitives.Subtract(values, min, values);
        TensorPrimitives.Divide(values, range, values);
        TensorPrimitives.ConvertTruncating<double, float>(values, target);
    }
}
