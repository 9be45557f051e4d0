namespace Saliency.Onnx;

/// <summary>Bounds on the numbers that operators carry: beyond them a file is damaged, and running it would take all memory or all day.</summary>
internal static class OperatorLimits
{
    /// <summary>No value made from constants alone may have more elements: 256 MB of floats.</summary>
    public const long MostConstantElements = 1L << 26;

    private const long WidestWindow = 4096;

    // attribute → lowest and highest value of its numbers
    private static readonly Dictionary<string, (long Low, long High)> Windows = new()
    {
        ["kernel_shape"] = (1, WidestWindow),
        ["strides"] = (1, WidestWindow),
        ["dilations"] = (1, WidestWindow),
        ["pads"] = (-WidestWindow, WidestWindow),
        ["output_padding"] = (0, WidestWindow),
        ["group"] = (1, 1 << 20),
        ["blocksize"] = (1, 256),
        ["output_height"] = (1, WidestWindow),
        ["output_width"] = (1, WidestWindow),
        ["sampling_ratio"] = (0, 256),
        ["hidden_size"] = (1, 1 << 20),
        ["num_heads"] = (1, 1 << 16),
        ["num_outputs"] = (1, 1 << 16),
    };

    /// <summary>Checks the attributes of one node.</summary>
    public static void Check(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            // A shape that an attribute spells out: Reshape before opset 5, random values, ConvTranspose, Upsample's sizes.
            if (attribute.Name is "shape" or "output_shape" && attribute.Ints.Count > 0)
                CheckElements(node, attribute.Name, attribute.Ints);
            if (attribute.Name == "scales" && attribute.Floats.Count > 0)
                CheckScales(node, attribute.Floats);
            if (!Windows.TryGetValue(attribute.Name, out var range)) continue;
            foreach (long value in attribute.HasI ? [attribute.I] : attribute.Ints)
            {
                if (value < range.Low || value > range.High)
                    throw new ModelFormatException($"Expected {range.Low} to {range.High} for {attribute.Name} of {Describe(node)}, got {value}.");
            }
        }
    }

    /// <summary>Checks the constant operands that decide how large an operator's result is.</summary>
    public static void Check(GraphProto graph)
    {
        var view = new GraphView(graph);
        foreach (var node in graph.Node)
        {
            if (!node.IsStandard()) continue;
            switch (node.OpType)
            {
                case "ConstantOfShape" or "Expand" or "Reshape":
                    if (Integers(node.OpType == "ConstantOfShape" ? 0 : 1) is { } shape) CheckElements(node, "the shape", shape);
                    break;
                case "Tile":
                    if (Integers(1) is { } repeats) CheckElements(node, "repeats", repeats);
                    break;
                case "Pad":
                    if (Integers(1) is { } pads) CheckRange("pads", pads, -WidestWindow, WidestWindow);
                    break;
                case "OneHot":
                    if (Integers(1) is { } depth) CheckRange("depth", depth, 1, 1 << 24);
                    break;
                case "Range":
                    CheckRangeOperator(node);
                    break;
                case "Resize":
                    if (node.Input.Count > 3 && Integers(3) is { } sizes) CheckElements(node, "sizes", sizes);
                    if (node.Input.Count == 2 && Floats(1) is { } old) CheckScales(node, old);
                    if (node.Input.Count > 2 && Floats(2) is { } scales) CheckScales(node, scales);
                    break;
                case "Upsample":
                    if (Floats(1) is { } factors) CheckScales(node, factors);
                    break;
                case "Loop":
                    if (Integers(0) is [> 1 << 20 and < long.MaxValue] trips) CheckRange("trip count", trips, 0, 1 << 20);
                    break;
            }

            long[]? Integers(int input) => input < node.Input.Count && view.Constant(node.Input[input]) is { } c ? c.Integers() : null;

            float[]? Floats(int input) => input < node.Input.Count && view.Constant(node.Input[input]) is { } c ? c.Floats() : null;

            void CheckRange(string what, long[] values, long low, long high)
            {
                foreach (long value in values)
                    if (value < low || value > high) throw new ModelFormatException($"Expected {low} to {high} for {what} of {Describe(node)}, got {value}.");
            }

            void CheckRangeOperator(NodeProto range)
            {
                var start = Integers(0);
                var limit = Integers(1);
                var delta = Integers(2);
                if (start is [var a] && limit is [var b] && delta is [var d] && d != 0 && ((Int128)b - a) / d > MostConstantElements)
                    throw new ModelFormatException($"Expected at most {MostConstantElements} values from {Describe(range)}, got {a} to {b} by {d}.");
            }
        }
    }

    private static void CheckElements(NodeProto node, string what, IEnumerable<long> shape)
    {
        // 0 and -1 stand for axes that are copied or inferred.
        Int128 product = 1;
        foreach (long d in shape)
        {
            product *= Math.Max(1, d);
            if (product > MostConstantElements)
                throw new ModelFormatException($"Expected at most {MostConstantElements} elements for {what} of {Describe(node)}, got [{string.Join(", ", shape)}].");
        }
    }

    private static void CheckScales(NodeProto node, IEnumerable<float> scales)
    {
        double product = 1;
        foreach (float s in scales)
        {
            product *= Math.Max(1, s);
            if (!(s > 0) || product > WidestWindow)
                throw new ModelFormatException($"Expected scales above 0 and at most {WidestWindow} in all for {Describe(node)}, got [{string.Join(", ", scales)}].");
        }
    }

    private static string Describe(NodeProto node) =>
        node.Name.Length > 0 ? $"{node.OpType} '{node.Name}'" : $"{node.OpType} that makes '{node.Output.FirstOrDefault()}'";
}
