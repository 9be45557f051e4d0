using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>RoiAlign: each cell of a region averages (or takes the greatest of) values interpolated at a grid of places. Regions get no gradient.</summary>
internal static class RegionPooling
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["RoiAlign"] = s => s.Node.Text("mode", "avg") == "max" ? throw s.Declined("mode 'max'") : [Average(s)],
    };

    // Interpolation is separable: a cell's average is rowᵀ·X·column, so that dX = Σ over regions of Rᵀ·dY·C, summed per image.
    private static Value Average(GradientScope s)
    {
        Value rows = Weights(s, 1, s.Node.Int("output_height", 1), s.DimsX()[2]), columns = Weights(s, 0, s.Node.Int("output_width", 1), s.DimsX()[3]);
        var perRegion = rows.Transpose(0, 2, 1).Unsqueeze(1).Apply("MatMul", s.DY()).Apply("MatMul", columns.Unsqueeze(1));
        return s.Graph.Emit("ScatterND", [s.X() * 0f, s.X(2).Unsqueeze(1), perRegion], ("reduction", "add"));
    }

    /// <summary>The weight of every sample in the average of every cell along one axis: regions × cells × samples.</summary>
    private static Value Weights(GradientScope s, long coordinate, long cells, long extent)
    {
        var graph = s.Graph;
        bool halfPixel = s.Node.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
        float scale = s.Node.Float("spatial_scale", 1);
        Value Edge(long at)
        {
            var edge = graph.Emit("Gather", [s.X(1), graph.Integers([at], [1])], ("axis", 1L)).Unsqueeze(2) * scale;
            return halfPixel ? edge - 0.5f : edge;
        }
        var start = Edge(coordinate);
        var length = Edge(coordinate + 2) - start;
        if (!halfPixel) length = length.Apply("Max", graph.Constant(1));
        var cell = length / cells;
        long ratio = s.Node.Int("sampling_ratio");
        // Without a ratio, a cell of more than one sample is sampled once per sample begun.
        Value asked = ratio > 0 ? graph.Constant(ratio) : cell.Apply("Ceil"), count = ratio > 0 ? asked : asked.Apply("Max", graph.Constant(1));
        Value most = ratio > 0 ? graph.Integer(ratio) : graph.Emit("ReduceMax", [count], ("keepdims", 0L)).Cast(DataType.Int64);
        var place = graph.Emit("Range", [graph.Integer(0), most, graph.Integer(1)]).Cast(DataType.Float).Reshape(1, 1, -1);
        var taken = place.Below(asked) / count;
        var number = graph.Constant([.. Enumerable.Range(0, (int)cells).Select(c => (float)c)], 1, cells, 1);
        // regions × cells × places
        var at = start + ((number + ((place + 0.5f) / count)) * cell);
        var valid = at.Apply("GreaterOrEqual", graph.Constant(-1)).Apply("And", at.Apply("LessOrEqual", graph.Constant(extent))).Cast(DataType.Float);
        var clamped = graph.Emit("Clip", [at, graph.Constant(0), graph.Constant(extent - 1)]).Unsqueeze(3);
        var sample = graph.Constant([.. Enumerable.Range(0, (int)extent).Select(i => (float)i)], 1, 1, 1, extent);
        var hat = (1 - (clamped - sample).Apply("Abs")).Apply("Relu");
        return (hat * (valid * taken).Unsqueeze(3)).Sum([2], keep: false);
    }
}
