using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>The class activation maps as graphs: of a layer's planes A and their gradient G, both N×C×h×w, the map N×1×H×W.</summary>
internal static class CamEmission
{
    // As pytorch-grad-cam guards its divisions.
    private const float PlusPlusEpsilon = 1e-6f, XGradEpsilon = 1e-7f, RangeEpsilon = 1e-7f;

    private static readonly long[] s_pixels = [2, 3];

    /// <summary>A layer's values, or their gradient, as N×C×h×w.</summary>
    public static Value Planes(Value values, LayerInfo layer)
    {
        var maps = layer.Maps!.Value;
        long height = maps.Height, width = maps.Width, channels = maps.Channels;
        switch (layer.Layout)
        {
            case LayerLayout.ChannelsLast: return values.Transpose(0, 3, 1, 2);
            case LayerLayout.Tokens:
                var emit = values.Emitter;
                // Class tokens stand in front.
                var tokens = emit.Emit("Slice", [values, emit.Integers(-height * width), emit.Integers(long.MaxValue), emit.Integers(1)]);
                return tokens.Transpose(0, 2, 1).Reshape(-1, channels, height, width);
            default: return values;
        }
    }

    /// <summary>The map at the layer's size.</summary>
    public static Value Raw(ExportedMethod method, Value a, Value g) => method switch
    {
        ExportedMethod.ClassActivationMapping => (g.Sum(s_pixels) * a).Sum([1]),
        ExportedMethod.GradCam => (g.Mean(s_pixels) * a).Sum([1]),
        ExportedMethod.GradCamPlusPlus => (PlusPlusWeights(a, g) * a).Sum([1]),
        ExportedMethod.XGradCam => ((g * a / (a.Sum(s_pixels) + XGradEpsilon)).Sum(s_pixels) * a).Sum([1]),
        ExportedMethod.LayerCam => (g.Apply("Relu") * a).Sum([1]),
        ExportedMethod.HiResCam => (g * a).Sum([1]),
        ExportedMethod.ElementWiseCam => (g * a).Apply("Relu").Sum([1]),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Expected a class activation map."),
    };

    /// <summary>The steps after: ReLU, scaling, enlarging, scaling.</summary>
    public static Value HeatMap(Value raw, ImageShape input) => Scaled(Enlarged(Scaled(raw.Apply("Relu")), input));

    /// <summary>FullGrad's map: the planes of each product, image times gradient and bias times gradient, scaled and enlarged one by one, added up.</summary>
    public static Value FullGrad(IEnumerable<Value> products, ImageShape input) =>
        HeatMap(products.Select(product => Enlarged(Scaled(product.Apply("Abs")), input).Sum([1])).Aggregate((sum, part) => sum + part), input);

    /// <summary>A map at the layer's size, enlarged by repeating its pixels.</summary>
    public static Value Repeated(Value map, ImageShape layer, ImageShape input)
    {
        return Along(Along(map, 2, layer.Height, input.Height), 3, layer.Width, input.Width);

        static Value Along(Value map, long axis, int few, int many) =>
            map.Emitter.Emit("Gather", [map, map.Emitter.Integers([.. Enumerable.Range(0, many).Select(i => (long)i * few / many)])], ("axis", axis));
    }

    private static Value Enlarged(Value map, ImageShape input) => map.Emitter.Emit("Resize", [map, null, null, map.Emitter.Integers(input.Height, input.Width)],
        ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"), ("axes", s_pixels));

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
