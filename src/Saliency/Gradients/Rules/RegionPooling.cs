using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>RoiAlign: each cell of a region averages, or takes the greatest of, values interpolated at a grid of places. Regions get no gradient.</summary>
/// <remarks>Along each axis, places are regions × cells × places of a cell. A place between two samples has two taps.</remarks>
internal static class RegionPooling
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["RoiAlign"] = s => [s.Text("mode", "avg") == "max" ? Greatest(s) : Average(s)],
    };

    // Interpolation is separable: a cell's average is rowᵀ·X·column, so that dX = Σ over regions of Rᵀ·dY·C, summed per image.
    private static Value Average(GradientScope s)
    {
        var (rows, columns) = Axes(s);
        var perRegion = Weights(rows).Transpose(0, 2, 1).Unsqueeze(1).Apply("MatMul", s.DY()).Apply("MatMul", Weights(columns).Unsqueeze(1));
        return s.Graph.Emit("ScatterND", [s.X() * 0f, s.X(2).Unsqueeze(1), perRegion], ("reduction", "add"));
    }

    // ONNX Runtime takes the greatest of all taps times their weights, not of the interpolated values: the tap that won gets dy times its weight.
    private static Value Greatest(GradientScope s)
    {
        var (rows, columns) = Axes(s);
        long channels = s.DimsX()[1], height = rows.Extent, width = columns.Extent;
        (Value Index, Value Weight, Value Left) row = TapsOf(rows), column = TapsOf(columns);
        // regions × rows × 1 × taps × 1 with regions × 1 × columns × 1 × taps, then all taps of a cell on one axis.
        Value Cells(Value alongRows, Value alongColumns, string op) =>
            alongRows.Unsqueeze(2, 4).Apply(op, alongColumns.Unsqueeze(1, 3)).Reshape(0, 0, 0, -1);
        var image = s.X(2).Reshape(-1, 1, 1, 1) * s.Graph.Index(height * width);
        Value pixel = Cells(row.Index * s.Graph.Index(width), column.Index, "Add") + image, weight = Cells(row.Weight, column.Weight, "Mul").Unsqueeze(4);
        var pixels = s.X().Transpose(0, 2, 3, 1).Reshape(-1, channels);
        var candidates = (s.Graph.Emit("Gather", [pixels, pixel]) * weight) + Cells(row.Left, column.Left, "Add").Unsqueeze(4);
        var winner = candidates.Apply("ArgMax", ("axis", 3L), ("keepdims", 1L));
        var numbers = s.Graph.Emit("Range", [s.Graph.Index(0), pixel.Apply("Shape", ("start", 3L)).Squeeze(0), s.Graph.Index(1)]).Reshape(1, 1, 1, -1, 1);
        var parts = numbers.Apply("Equal", winner).Cast(DataType.Float) * weight * s.DY().Transpose(0, 2, 3, 1).Unsqueeze(3);
        return s.Graph.Emit("ScatterND", [pixels * 0f, pixel.Unsqueeze(4), parts], ("reduction", "add")).Reshape(-1, height, width, channels).Transpose(0, 3, 1, 2);
    }

    /// <summary>The places along one axis.</summary>
    /// <param name="At">In samples, brought inside.</param>
    /// <param name="Valid">0 where a place lay more than a sample outside, and counts as a value of zero; else 1.</param>
    /// <param name="Taken">0 where a cell has fewer places than another region's cells; else 1.</param>
    /// <param name="Count">Places of each cell.</param>
    /// <param name="Extent">Samples there are.</param>
    private sealed record Places(Value At, Value Valid, Value Taken, Value Count, long Extent);

    private static (Places Rows, Places Columns) Axes(GradientScope s) =>
        (PlacesOf(s, 1, s.WholeNumber("output_height", 1), s.DimsX()[2]), PlacesOf(s, 0, s.WholeNumber("output_width", 1), s.DimsX()[3]));

    private static Places PlacesOf(GradientScope s, long coordinate, long cells, long extent)
    {
        var graph = s.Graph;
        bool halfPixel = s.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
        float scale = s.Number("spatial_scale", 1);
        Value Edge(long at)
        {
            var edge = graph.Emit("Gather", [s.X(1), graph.Integers([at], [1])], ("axis", 1L)).Unsqueeze(2) * scale;
            return halfPixel ? edge - 0.5f : edge;
        }
        var start = Edge(coordinate);
        var length = Edge(coordinate + 2) - start;
        if (!halfPixel) length = length.Apply("Max", graph.Constant(1));
        var cell = length / cells;
        long ratio = s.WholeNumber("sampling_ratio");
        // Without a ratio, a cell has a place for every sample begun.
        Value asked = ratio > 0 ? graph.Constant(ratio) : cell.Apply("Ceil"), count = asked.Apply("Max", graph.Constant(1));
        var most = graph.Emit("ReduceMax", [count], ("keepdims", 0L)).Cast(DataType.Int64);
        var place = graph.Emit("Range", [graph.Index(0), most, graph.Index(1)]).Cast(DataType.Float).Reshape(1, 1, -1);
        var number = graph.Constant([.. Enumerable.Range(0, (int)cells).Select(c => (float)c)], 1, cells, 1);
        var at = start + ((number + ((place + 0.5f) / count)) * cell);
        var valid = at.Apply("GreaterOrEqual", graph.Constant(-1)).Apply("And", at.Apply("LessOrEqual", graph.Constant(extent))).Cast(DataType.Float);
        return new Places(graph.Emit("Clip", [at, graph.Constant(0), graph.Constant(extent - 1)]), valid, place.Below(asked), count, extent);
    }

    /// <summary>The weight of every sample in the average of every cell: regions × cells × samples.</summary>
    private static Value Weights(Places places)
    {
        var sample = places.At.Emitter.Constant([.. Enumerable.Range(0, (int)places.Extent).Select(i => (float)i)], 1, 1, 1, places.Extent);
        var hat = (1 - (places.At.Unsqueeze(3) - sample).Apply("Abs")).Apply("Relu");
        return (hat * (places.Valid * (places.Taken / places.Count)).Unsqueeze(3)).Sum([2], keep: false);
    }

    /// <summary>Sample and weight of both taps of every place, regions × cells × taps, and what keeps those out that their cell does not have.</summary>
    private static (Value Index, Value Weight, Value Left) TapsOf(Places places)
    {
        var graph = places.At.Emitter;
        var low = places.At.Apply("Floor");
        var high = (low + 1).Apply("Min", graph.Constant(places.Extent - 1));
        var fraction = places.At - low;
        Value left = (places.Taken - 1) * float.MaxValue, there = places.Valid * places.Taken;
        Value Pair(Value first, Value second) => graph.Emit("Concat", [first, second], ("axis", 2L));
        return (Pair(low, high).Cast(DataType.Int64), Pair((1 - fraction) * there, fraction * there), Pair(left, left));
    }
}
