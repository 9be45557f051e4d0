using static Saliency.Onnx.TensorProto.Types;
using static Saliency.Tests.Gradients.RandomGraphs.GraphDraft;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Operators that move values, pick some, or place them.</summary>
internal static class Places
{
    public static RandomOperator[] Operators { get; } =
    [
        new("Reshape", 7, Reshape), new("Reshape", 7, Computed), new("Flatten", 7, d => d.Pick() is { } x ? $"Flatten({x.Name}) axis={d.Next(x.Rank + 1)}" : null),
        new("Squeeze", 7, Squeeze), new("Unsqueeze", 7, Unsqueeze),
        new("Transpose", 7, d => d.Pick() is { } x ? $"Transpose({x.Name}){(d.Chance(0.2) ? "" : $" perm={List(d.Shuffled(Enumerable.Range(0, x.Rank).Select(a => (long)a)))}")}" : null),
        new("Concat", 7, Concat), new("Split", 7, Split), new("Expand", 8, Expand), new("Tile", 7, Tile),
        new("DepthToSpace", 7, d => Windows.Picked(d, 4, 4, v => v.Dims[1] % 4 == 0) is { } x ? $"DepthToSpace({x.Name}) blocksize=2{(d.Opset < 11 ? "" : d.Among("", " mode=CRD", " mode=DCR"))}" : null),
        new("SpaceToDepth", 7, d => Windows.Picked(d, 4, 4, v => v.Dims[2] % 2 + v.Dims[3] % 2 == 0) is { } x ? $"SpaceToDepth({x.Name}) blocksize=2" : null),
        new("Trilu", 14, d => d.Pick(v => v.Rank > 1) is { } x ? $"Trilu({x.Name}{(d.Chance(0.5) ? "" : $", {d.Index(d.From(-2, 2))}")}) upper={d.Next(2)}" : null),
        new("Slice", 7, Slice), new("Slice", 10, SliceToShape), new("Pad", 7, Pad),
        new("Gather", 7, Gather), new("GatherElements", 11, GatherElements), new("GatherND", 12, GatherND),
        new("ScatterElements", 11, d => ScatterElements(d, "ScatterElements")), new("Scatter", 9, d => ScatterElements(d, "Scatter"), 10), new("ScatterND", 11, ScatterND),
        new("TopK", 7, TopK), new("Compress", 9, Compress), new("OneHot", 9, OneHot),
    ];

    private static Proposal? Reshape(GraphDraft d)
    {
        if (d.Pick() is not { } x) return null;
        long[] dims = [.. x.Dims];
        // Two neighbours become one, or one falls apart; the batch is copied, or it is what is left.
        int at = d.Next(Math.Max(1, x.Rank - 1));
        if (x.Rank > 1 && d.Chance(0.6)) dims = [.. dims[..at], dims[at] < 0 || dims[at + 1] < 0 ? -1 : dims[at] * dims[at + 1], .. dims[(at + 2)..]];
        else if (x.Rank is > 0 and < 5 && dims[at] % 2 == 0) dims = d.Chance(0.5) ? [.. dims[..at], 2, dims[at] / 2, .. dims[(at + 1)..]] : [.. dims[..at], dims[at] / 2, 2, .. dims[(at + 1)..]];
        else dims = [.. d.Shuffled(dims)];
        if (d.Chance(0.1)) dims = [-1];
        else if (dims.Length > 0 && dims[0] < 0 && d.Chance(0.4)) dims[0] = 0;
        if (!dims.Contains(-1) && d.Chance(0.3) && dims.Length > 1) dims[d.From(1, dims.Length - 1)] = -1;
        return $"Reshape({x.Name}, {d.Integers(dims)})";
    }

    // The shape of another value, or its first extents and what is left.
    private static Proposal? Computed(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 1) is not { } x) return null;
        string shape = d.Step($"Shape({x.Name})"), some = d.Step($"Gather({shape}, {d.Integers(0)}) axis=0");
        return $"Reshape({x.Name}, {d.Step($"Concat({some}, {d.Integers(-1)}) axis=0")})";
    }

    private static Proposal? Squeeze(GraphDraft d)
    {
        if (d.Pick(v => v.Dims.Contains(1)) is not { } x) return null;
        // Of one image it drops the images' axis, too: what follows is another graph, and on three axes ONNX Runtime's RoiAlign ends the process.
        if (d.Chance(0.15) && !x.Dims.Contains(-1)) return $"Squeeze({x.Name})";
        long[] ones = [.. Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] == 1 && d.Chance(0.7)).Select(a => d.Opset < 11 ? a : d.Axis(a, x.Rank))];
        return Axes(d, "Squeeze", x, ones);
    }

    private static Proposal? Unsqueeze(GraphDraft d)
    {
        if (d.Pick(v => v.Rank < 5) is not { } x) return null;
        int count = d.From(1, 2);
        return Axes(d, "Unsqueeze", x, [.. d.Shuffled(Enumerable.Range(0, x.Rank + count).Select(a => (long)a)).Take(count).Select(a => d.Opset < 11 ? a : d.Axis(a, x.Rank + count))]);
    }

    private static Proposal? Axes(GraphDraft d, string op, DraftValue x, long[] axes) =>
        axes.Length == 0 ? null : d.Opset < 13 ? $"{op}({x.Name}) axes={List(axes)}" : $"{op}({x.Name}, {d.Integers(axes)})";

    private static Proposal? Concat(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        int axis = d.Next(x.Rank);
        var parts = new List<string> { x.Name };
        for (int i = d.From(0, 2); i > 0; i--)
        {
            bool Fits(DraftValue v) => v.Rank == x.Rank && Enumerable.Range(0, x.Rank).All(a => a == axis || v.Dims[a] == x.Dims[a]);
            bool weighty = !x.Dims.Where((_, a) => a != axis).Contains(-1);
            parts.Insert(d.Next(parts.Count + 1), weighty && d.Chance(0.5) ? d.Weight([.. x.Dims.Select((e, a) => a == axis ? d.From(1, 3) : e)]) : d.Pick(Fits)!.Name);
        }
        return $"Concat({string.Join(", ", parts)}) axis={(d.Opset < 11 ? axis : d.Axis(axis, x.Rank))}";
    }

    private static Proposal? Split(GraphDraft d)
    {
        if (d.Pick(v => v.Dims.Any(e => e > 1)) is not { } x) return null;
        int axis = d.Among((ReadOnlySpan<int>)[.. Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] > 1)]);
        long extent = x.Dims[axis], first = d.From(1, (int)extent - 1);
        long counted = d.Opset < 11 ? axis : d.Axis(axis, x.Rank);
        if (d.Chance(0.5))
        {
            long[] sizes = extent - first > 1 && d.Chance(0.4) ? [first, 1, extent - first - 1] : [first, extent - first];
            return new(d.Opset < 13 ? $"Split({x.Name}) axis={counted} split={List(sizes)}" : $"Split({x.Name}, {d.Integers(sizes)}) axis={counted}", sizes.Length);
        }
        int pieces = d.Opset >= 18 ? d.From(1, (int)Math.Min(4, extent)) : extent % 2 == 0 ? 2 : (int)extent;
        return new($"Split({x.Name}) axis={counted}{(d.Opset >= 18 ? $" num_outputs={pieces}" : "")}", pieces);
    }

    private static Proposal? Expand(GraphDraft d)
    {
        if (d.Pick() is not { } x) return null;
        if (d.Chance(0.3)) return $"Expand({x.Name}, {d.Step($"Shape({d.Pick()!.Name})")})";
        long[] dims = [.. x.Dims.Select(e => e < 0 ? 1 : e == 1 ? d.From(1, 3) : d.Among(1, e))];
        return $"Expand({x.Name}, {d.Integers(d.Chance(0.2) && x.Rank < 5 ? [2, .. dims] : x.Rank > 1 && d.Chance(0.2) ? dims[1..] : dims)})";
    }

    private static Proposal? Tile(GraphDraft d) =>
        d.Pick(v => v.Rank > 0 && v.Seen.Values.Length < 200) is { } x ? $"Tile({x.Name}, {d.Integers(x.Dims.Select(_ => (long)d.Among(1, 1, 2, 3)))})" : null;

    private static Proposal? Slice(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        long[] axes = d.Shuffled(d.Some(x.Rank, d.Chance(0.8) ? Math.Min(1, x.Rank - 1) : 0));
        // The batch stays whole: ONNX Runtime itself does not survive every operator on no image at all.
        long[] starts = [.. axes.Select(a => x.Dims[a] < 0 ? 0 : (long)d.From(-(int)x.Dims[a] - 1, (int)x.Dims[a] - 1))];
        long[] ends = [.. axes.Select((a, i) => x.Dims[a] < 0 ? d.Among(100, long.MaxValue) : d.Among(100, starts[i] + d.From(1, 3), -1))];
        if (d.Opset < 10) return $"Slice({x.Name}) axes={List(axes)} starts={List(starts)} ends={List(ends)}";
        if (d.Chance(0.5)) return $"Slice({x.Name}, {d.Integers(starts)}, {d.Integers(ends)}, {d.Integers(axes.Select(a => d.Axis(a, x.Rank)))})";
        long[] steps = [.. axes.Select(_ => (long)d.Among(1, 2, 3, -1, -2))];
        for (int i = 0; i < steps.Length; i++)
            if (steps[i] < 0) (starts[i], ends[i]) = (d.Among(-1, 100, Math.Max(-1, x.Dims[axes[i]] - 1)), x.Dims[axes[i]] < 0 ? -100 : d.Among(-100, long.MinValue, 0));
        return $"Slice({x.Name}, {d.Integers(starts)}, {d.Integers(ends)}, {d.Integers(axes)}, {d.Integers(steps)})";
    }

    // As long as another value, as cropping to a skip connection is written.
    private static Proposal? SliceToShape(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 1) is not { } x || d.Pick(v => v.Rank == x.Rank) is not { } other) return null;
        string shape = d.Step($"Shape({other.Name})"), end = d.Step($"Gather({shape}, {d.Integers(x.Rank - 1)}) axis=0");
        return $"Slice({x.Name}, {d.Integers(0)}, {end}, {d.Integers(x.Rank - 1)})";
    }

    private static Proposal? Pad(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        string mode = d.Among("constant", "constant", "reflect", "edge", d.Opset >= 19 ? "wrap" : "edge");
        long[] axes = d.Opset >= 18 && d.Chance(0.3) ? d.Some(x.Rank) : [.. Enumerable.Range(0, x.Rank).Select(a => (long)a)];
        long[] pads = [.. Enumerable.Range(0, 2 * axes.Length).Select(i => x.Dims[axes[i % axes.Length]] < 0 ? d.Among(0, 0, 0, 1) : (long)d.Among(0, 0, 1, 1, 2, -1))];
        // ONNX Runtime reads beyond the value where it should wrap more than once.
        if (mode == "wrap") pads = [.. pads.Select((p, i) => Math.Min(p, Math.Abs(x.Dims[axes[i % axes.Length]]) - 1))];
        if (d.Opset < 11) return $"Pad({x.Name}) mode={mode} pads={List(pads)}{(d.Chance(0.5) ? $" value={d.Number(-1, 1)}" : "")}";
        string more = axes.Length < x.Rank ? $", {(mode == "constant" ? d.Weight([]) : "-")}, {d.Integers(axes)}" : mode == "constant" && d.Chance(0.5) ? $", {d.Weight([])}" : "";
        return $"Pad({x.Name}, {d.Integers(pads)}{more}) mode={mode}";
    }

    private static Proposal? Gather(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        int axis = d.Next(x.Rank);
        long extent = x.Dims[axis];
        if (d.PickOf(DataType.Int64, v => v.Within(0, Math.Abs(extent) - 1)) is { } computed && extent > 0 && d.Chance(0.5)) return $"Gather({x.Name}, {computed.Name}) axis={d.Axis(axis, x.Rank)}";
        long At() => extent < 0 ? d.Among(0, -1) : d.From(d.Opset < 11 ? 0 : -(int)extent, (int)extent - 1);
        string indices = d.Among("i0:", "i:", "i:", "i[1x1]:", "i[2x2]:");
        int count = indices switch { "i0:" or "i[1x1]:" => 1, "i:" => d.From(1, 4), _ => 4 };
        return $"Gather({x.Name}, {d.Constant(indices + string.Join(',', Enumerable.Range(0, count).Select(_ => At())))}) axis={d.Axis(axis, x.Rank)}";
    }

    private static Proposal? GatherElements(GraphDraft d) => Indices(d, out var x, out int axis) is { } indices ? $"GatherElements({x.Name}, {indices.Name}) axis={d.Axis(axis, x.Rank)}" : null;

    /// <summary>Indices along an axis, of no greater extent than the value along any other; with a batch only of its first image.</summary>
    private static (string Name, long[] Dims)? Indices(GraphDraft d, out DraftValue x, out int axis, bool distinct = false)
    {
        x = d.Pick(v => v.Rank > 0)!;
        axis = 0;
        if (x is null) return null;
        axis = d.Next(x.Rank);
        int along = axis;
        long extent = x.Dims[axis];
        if (extent < 0) return null;
        long[] dims = [.. x.Dims.Select((e, a) => a == along ? d.From(1, distinct ? (int)Math.Min(extent, 3) : 3) : e < 0 ? 1 : d.From(1, (int)Math.Min(3, e)))];
        long inner = dims[(along + 1)..].Aggregate(1L, (n, e) => n * e), count = dims.Aggregate(1L, (n, e) => n * e);
        long shift = d.Next((int)extent);
        return (d.Constant($"i[{string.Join('x', dims)}]:" + string.Join(',', Enumerable.Range(0, (int)count).Select(i => distinct ? ((i / inner % dims[along]) + shift) % extent : d.Next((int)extent)))), dims);
    }

    private static Proposal? ScatterElements(GraphDraft d, string op)
    {
        string reduction = d.Opset < 16 || d.Chance(0.4) ? "none" : d.Opset < 18 ? d.Among("add", "mul") : d.Among("add", "mul", "max", "min");
        if (Indices(d, out var x, out int axis, reduction == "none") is not { } indices) return null;
        return $"{op}({x.Name}, {indices.Name}, {d.Weight(indices.Dims)}) axis={(d.Opset < 11 ? axis : d.Axis(axis, x.Rank))}{(reduction == "none" ? "" : $" reduction={reduction}")}";
    }

    private static Proposal? GatherND(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0 && v.Dims[0] > 0) is not { } x) return null;
        int depth = d.From(1, Enumerable.Range(0, x.Rank).First(a => a == x.Rank - 1 || x.Dims[a + 1] < 0) + 1), count = d.From(1, 3);
        return $"GatherND({x.Name}, {Tuples(d, x, depth, count, false)})";
    }

    private static string Tuples(GraphDraft d, DraftValue x, int depth, int count, bool distinct) =>
        d.Constant($"i[{count}x{depth}]:" + string.Join(',', Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, depth).Select(a => distinct && a == 0 ? i : d.Next((int)x.Dims[a])))));

    private static Proposal? ScatterND(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0 && !v.Dims.Contains(-1)) is not { } x) return null;
        string reduction = d.Opset < 16 || d.Chance(0.4) ? "none" : d.Opset < 18 ? d.Among("add", "mul") : d.Among("add", "mul", "max", "min");
        int depth = d.From(1, x.Rank), count = d.From(1, (int)Math.Min(3, x.Dims[0]));
        string indices = Tuples(d, x, depth, count, reduction == "none");
        return $"ScatterND({x.Name}, {indices}, {d.Weight([count, .. x.Dims[depth..]])}){(reduction == "none" ? "" : $" reduction={reduction}")}";
    }

    private static Proposal? TopK(GraphDraft d)
    {
        if (d.Pick(v => v.Dims.Any(e => e > 1)) is not { } x) return null;
        int axis = d.Among((ReadOnlySpan<int>)[.. Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] > 1)]), k = d.From(1, (int)x.Dims[axis]);
        if (d.Opset < 10) return new($"TopK({x.Name}) axis={axis} k={k}", 2);
        return new($"TopK({x.Name}, {d.Integers(k)}) axis={d.Axis(axis, x.Rank)}{(d.Opset < 11 ? "" : $" largest={d.Next(2)} sorted={d.Next(2)}")}", 2);
    }

    private static Proposal? Compress(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 0) is not { } x) return null;
        int axis = d.Next(x.Rank);
        string condition = d.Constant("b:1," + string.Join(',', Enumerable.Range(0, (int)Math.Min(3, Math.Abs(x.Dims[axis]) - 1)).Select(_ => d.Next(2))).TrimEnd(','));
        return d.Chance(0.2) ? $"Compress({x.Name}, {condition})" : $"Compress({x.Name}, {condition}) axis={(d.Opset < 11 ? axis : d.Axis(axis, x.Rank))}";
    }

    private static Proposal? OneHot(GraphDraft d)
    {
        if (d.Pick(v => v.Rank is > 0 and < 4) is not { } x) return null;
        string best = d.Step($"ArgMax({x.Name}) axis={d.Next(x.Rank)} keepdims=0");
        return $"OneHot({best}, {d.Index(4)}, {d.Weight([2])}) axis={d.From(-1, x.Rank - 1)}";
    }
}
