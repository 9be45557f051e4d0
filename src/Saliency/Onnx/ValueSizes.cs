namespace Saliency.Onnx;

/// <summary>Foresees how large values become, before anything runs: a damaged stride, pad or scale is found here, where a runtime would ask for all memory or,
/// where a window is larger than what it looks at, crash.</summary>
/// <remarks>No shape inference: what it does not follow (shapes that are computed, rare operators) it leaves alone.</remarks>
internal sealed class ValueSizes
{
    private readonly GraphView _view;
    private readonly Dictionary<string, long[]> _shapes = [];

    private ValueSizes(GraphView view) => _view = view;

    /// <summary>Follows a graph for one image.</summary>
    /// <param name="graph">The graph, its nodes in order.</param>
    /// <param name="image">Its image input.</param>
    /// <param name="shape">The image's extent.</param>
    /// <param name="mostBytes">The most that one value of floats may take.</param>
    /// <exception cref="ModelFormatException">A value would be larger, or have an axis of nothing.</exception>
    /// <returns>The shape of every value that could be followed.</returns>
    public static IReadOnlyDictionary<string, long[]> Check(GraphProto graph, string image, ImageShape shape, long mostBytes)
    {
        var sizes = new ValueSizes(new GraphView(graph));
        sizes._shapes[image] = [1, shape.Channels, shape.Height, shape.Width];
        foreach (var tensor in graph.Initializer) sizes._shapes[tensor.Name] = [.. tensor.Dims];
        foreach (var node in graph.Node)
        {
            if (!node.IsStandard() || node.Output.Count == 0 || sizes.ShapeOf(node) is not { } found) continue;
            if (node.Input.Count > 0 && Array.Exists(found, d => d < 1) && !node.Input.Any(i => sizes._shapes.TryGetValue(i, out var s) && s.Contains(0)))
                throw new ModelFormatException($"Expected {node.OpType} '{node.Name}' to give a value with content, got the shape [{string.Join(", ", found)}].");
            long elements = TensorData.ElementCount(found);
            if (elements < 0 || elements > mostBytes / sizeof(float))
            {
                throw new ModelFormatException($"Expected values of at most {mostBytes >> 20} MB for an image, got the shape [{string.Join(", ", found)}] from {node.OpType} '{node.Name}'. "
                    + "Where the file is sound and the images are that large, raise the limit in the options.");
            }
            sizes._shapes[node.Output[0]] = found;
        }
        return sizes._shapes;
    }

    private long[]? ShapeOf(NodeProto node)
    {
        long[]? x = Shape(node, 0);
        return node.OpType switch
        {
            "Constant" => node.Find("value")?.T?.Dims.ToArray(),
            "Conv" => Convolved(node, x),
            "ConvTranspose" => Spread(node, x),
            "MaxPool" or "AveragePool" or "LpPool" => Pooled(node, x),
            "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool" => x is [var n, var c, ..] ? [n, c, .. x[2..].Select(_ => 1L)] : null,
            "SpaceToDepth" => Blocks(node, x, deeper: true),
            "DepthToSpace" => Blocks(node, x, deeper: false),
            "Pad" => Padded(node, x),
            "Resize" or "Upsample" => Resized(node, x),
            "Tile" => x is not null && Integers(node, 1) is { } repeats && repeats.Length == x.Length ? [.. x.Zip(repeats, (d, r) => Times(d, r))] : null,
            "Expand" => x is not null && Integers(node, 1) is { } target ? Broadcast(x, target) : null,
            "Concat" => Joined(node),
            "Transpose" => x is not null && node.Find("perm")?.Ints is { } p && p.Count == x.Length && p.All(a => a >= 0 && a < x.Length) ? [.. p.Select(a => x[a])] : null,
            "Flatten" => x is [var first, ..] && (node.Find("axis")?.I ?? 1) == 1 ? [first, TensorData.ElementCount(x[1..])] : null,
            "MatMul" => Multiplied(x, Shape(node, 1)),
            "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Sum" or "Mean" or "PRelu" => Elementwise(node),
            "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" or "LRN" or "Relu" or "LeakyRelu" or "Elu" or "Selu"
                or "Celu" or "Sigmoid" or "HardSigmoid" or "HardSwish" or "Tanh" or "Erf" or "Gelu" or "Mish" or "Softplus" or "Softmax" or "Clip" or "Exp" or "Sqrt"
                or "Identity" or "Dropout" or "Cast" or "Neg" or "Abs" => x,
            _ => null,
        };
    }

    private long[]? Shape(NodeProto node, int input) => input < node.Input.Count ? _shapes.GetValueOrDefault(node.Input[input]) : null;

    private long[]? Integers(NodeProto node, int input) =>
        input < node.Input.Count && _view.Constant(node.Input[input]) is { } constant ? constant.Integers() : null;

    private long[]? Convolved(NodeProto node, long[]? x) =>
        x is { Length: > 2 } && Shape(node, 1) is { } w && w.Length == x.Length ? [x[0], w[0], .. Windows(node, x[2..], w[2..])] : null;

    private static long[]? Pooled(NodeProto node, long[]? x) =>
        x is { Length: > 2 } && node.Find("kernel_shape")?.Ints is { } k && k.Count == x.Length - 2 ? [x[0], x[1], .. Windows(node, x[2..], [.. k])] : null;

    private static long[] Windows(NodeProto node, long[] extent, long[] kernel)
    {
        var spread = Window.Of(node, extent.Length);
        bool ceil = node.Find("ceil_mode")?.I == 1;
        var found = new long[extent.Length];
        for (int a = 0; a < found.Length; a++)
        {
            long span = ((kernel[a] - 1) * spread.Dilations[a]) + 1;
            double steps = (extent[a] + spread.Begin[a] + spread.End[a] - span) / (double)spread.Strides[a];
            found[a] = spread.Same ? (extent[a] + spread.Strides[a] - 1) / spread.Strides[a] : (long)(ceil ? Math.Ceiling(steps) : Math.Floor(steps)) + 1;
            // A window that would start in the padding after the end is left out.
            if (ceil && found[a] > 1 && (found[a] - 1) * spread.Strides[a] >= extent[a] + spread.Begin[a]) found[a]--;
        }
        return found;
    }

    private long[]? Spread(NodeProto node, long[]? x)
    {
        if (x is not { Length: > 2 } || Shape(node, 1) is not { } w || w.Length != x.Length) return null;
        int axes = x.Length - 2;
        var spread = Window.Of(node, axes);
        long[] found = [x[0], w[1] * (node.Find("group")?.I ?? 1), .. new long[axes]];
        var given = node.Find("output_shape")?.Ints;
        var more = node.Find("output_padding")?.Ints;
        for (int a = 0; a < axes; a++)
        {
            found[2 + a] = given?.Count == axes ? given[a]
                : spread.Same ? x[2 + a] * spread.Strides[a]
                : (spread.Strides[a] * (x[2 + a] - 1)) + (more?.Count == axes ? more[a] : 0) + ((w[2 + a] - 1) * spread.Dilations[a]) + 1 - spread.Begin[a] - spread.End[a];
        }
        return found;
    }

    private static long[]? Blocks(NodeProto node, long[]? x, bool deeper)
    {
        if (x is not [var n, var c, var h, var w] || node.Find("blocksize")?.I is not (> 0 and var b)) return null;
        if (deeper ? h % b != 0 || w % b != 0 : c % (b * b) != 0)
            throw new ModelFormatException($"Expected {node.OpType} '{node.Name}' of blocks of {b} to divide its input, got [{string.Join(", ", x)}].");
        return deeper ? [n, c * b * b, h / b, w / b] : [n, c / (b * b), h * b, w * b];
    }

    private long[]? Padded(NodeProto node, long[]? x)
    {
        long[]? pads = node.Find("pads")?.Ints.ToArray() ?? (node.Input.Count < 4 ? Integers(node, 1) : null);
        return x is not null && pads?.Length == 2 * x.Length ? [.. x.Select((d, a) => d + pads[a] + pads[a + x.Length])] : null;
    }

    private long[]? Resized(NodeProto node, long[]? x)
    {
        if (x is null || node.Find("axes") is not null) return null;
        if (Integers(node, 3) is { } sizes && sizes.Length == x.Length) return sizes;
        int at = node.OpType == "Upsample" || node.Input.Count == 2 ? 1 : 2;
        float[]? scales = node.Find("scales")?.Floats.ToArray()
            ?? (at < node.Input.Count && _view.Constant(node.Input[at]) is { } c ? c.Floats() : null);
        return scales?.Length == x.Length ? [.. x.Zip(scales, (d, s) => (long)Math.Min(1e15, Math.Floor(d * (double)s)))] : null;
    }

    private long[]? Joined(NodeProto node)
    {
        long[]? joined = null;
        foreach (string input in node.Input)
        {
            if (_shapes.GetValueOrDefault(input) is not { } shape) return null;
            long axis = node.Find("axis")?.I ?? 0;
            axis += axis < 0 ? shape.Length : 0;
            if (axis < 0 || axis >= shape.Length || (joined is not null && joined.Length != shape.Length)) return null;
            if (joined is null) joined = [.. shape];
            else joined[axis] += shape[axis];
        }
        return joined;
    }

    private static long[]? Multiplied(long[]? a, long[]? b)
    {
        if (a is not { Length: >= 2 } || b is not { Length: >= 2 }) return null;
        return Broadcast(a[..^2], b[..^2]) is { } batch ? [.. batch, a[^2], b[^1]] : null;
    }

    private long[]? Elementwise(NodeProto node)
    {
        long[]? shape = [];
        foreach (string input in node.Input)
        {
            if (_shapes.GetValueOrDefault(input) is not { } other) return null;
            shape = Broadcast(shape, other);
            if (shape is null) return null;
        }
        return shape;
    }

    private static long[]? Broadcast(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            long p = i <= a.Length ? a[^i] : 1, q = i <= b.Length ? b[^i] : 1;
            // The runtime's own complaint names the places better.
            if (p != q && p != 1 && q != 1) return null;
            shape[^i] = p == 1 ? q : p;
        }
        return shape;
    }

    private static long Times(long a, long b) => (long)Int128.Clamp((Int128)a * b, -1, long.MaxValue);

    /// <summary>The numbers of a sliding window, their defaults filled in.</summary>
    private readonly record struct Window(long[] Strides, long[] Dilations, long[] Begin, long[] End, bool Same)
    {
        public static Window Of(NodeProto node, int axes)
        {
            long[] Read(string name, long otherwise) => node.Find(name)?.Ints is { } v && v.Count == axes ? [.. v] : [.. Enumerable.Repeat(otherwise, axes)];
            string auto = node.Find("auto_pad")?.S.ToStringUtf8() ?? "NOTSET";
            var pads = auto == "VALID" ? null : node.Find("pads")?.Ints;
            bool given = pads?.Count == 2 * axes;
            return new(Read("strides", 1), Read("dilations", 1), given ? [.. pads!.Take(axes)] : new long[axes], given ? [.. pads!.Skip(axes)] : new long[axes],
                auto.StartsWith("SAME", StringComparison.Ordinal));
        }
    }
}
