using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>The last steps that all class activation maps share, as pytorch-grad-cam takes them.</summary>
internal static class CamChain
{
    // Keeps a map without positive values at zero instead of dividing 0 by 0.
    private const double Floor = 1e-7;

    /// <summary>ReLU, min-max, bilinear enlarging, min-max.</summary>
    /// <param name="raw">The map at the layer's size.</param>
    /// <param name="height">Rows of the layer.</param>
    /// <param name="width">Columns of the layer.</param>
    /// <param name="input">Height and width of the result.</param>
    public static float[] HeatMap(ReadOnlySpan<double> raw, int height, int width, ImageShape input)
    {
        var positive = new double[raw.Length];
        TensorPrimitives.Max(raw, 0.0, positive);
        var small = new float[raw.Length];
        Scale(positive, small);
        var enlarged = new float[input.PlaneLength];
        Bilinear.Resize(small, height, width, enlarged, input.Height, input.Width);
        Scale(Array.ConvertAll(enlarged, v => (double)v), enlarged);
        return enlarged;
    }

    /// <summary>To 0..1; without extent to 0.</summary>
    internal static void Scale(ReadOnlySpan<double> values, Span<float> target)
    {
        double min = TensorPrimitives.Min(values), range = TensorPrimitives.Max(values) - min + Floor;
        for (int i = 0; i < values.Length; i++) target[i] = (float)((values[i] - min) / range);
    }
}
