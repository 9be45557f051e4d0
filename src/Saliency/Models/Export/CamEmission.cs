using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>The class activation maps as graphs: of a layer's planes A and their gradient G, both N×C×h×w, the map N×1×H×W.</summary>
internal static class CamEmission
{
    // As pytorch-grad-cam guards its divisions.
    private const float PlusPlusEpsilon = 1e-6f, XGradEpsilon = 1e-7f, RangeEpsilon = 1e-7f;

    private static readonly long[] s_pixels = [2, 3];

    /// <summary>The map at the layer's size.</summary>
    public static Value Raw(ExportedMethod method, Value a, Value g) => method switch
    {
        ExportedMethod.GradCam => (g.Mean(s_pixels) * a).Sum([1]),
        ExportedMethod.GradCamPlusPlus => (PlusPlusWeights(a, g) * a).Sum([1]),
        ExportedMethod.XGradCam => ((g * a / (a.Sum(s_pixels) + XGradEpsilon)).Sum(s_pixels) * a).Sum([1]),
        ExportedMethod.LayerCam => (g.Apply("Relu") * a).Sum([1]),
        ExportedMethod.HiResCam => (g * a).Sum([1]),
        ExportedMethod.ElementWiseCam => (g * a).Apply("Relu").Sum([1]),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Expected a class activation map."),
    };

    /// <summary>The steps after: ReLU, scaling, enlarging, scaling.</summary>
    public static Value HeatMap(Value raw, ImageShape input)
    {
        var emit = raw.Emitter;
        var enlarged = emit.Emit("Resize", [Scaled(raw.Apply("Relu")), null, null, emit.Integers(input.Height, input.Width)],
            ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"), ("axes", s_pixels));
        return Scaled(enlarged);
    }

    // Equation 19 of the paper with the gradient's powers for its higher derivatives, as its own code has it.
    private static Value PlusPlusWeights(Value a, Value g)
    {
        var square = g * g;
        var alpha = square / ((square * 2) + (a.Sum(s_pixels) * square * g) + PlusPlusEpsilon);
        return (g.Apply("Relu") * alpha).Sum(s_pixels);
    }

    private static Value Scaled(Value map)
    {
        var pixels = map.Emitter.Integers(s_pixels);
        var low = map.Emitter.Emit("ReduceMin", [map, pixels]);
        return (map - low) / (map.Emitter.Emit("ReduceMax", [map, pixels]) - low + RangeEpsilon);
    }
}
