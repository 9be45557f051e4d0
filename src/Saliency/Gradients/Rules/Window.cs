using Saliency.Onnx;

namespace Saliency.Gradients.Rules;

/// <summary>The sliding window of a convolution or pool: extents, stride, dilation and the padding that really applied.</summary>
/// <param name="Kernel">Taps along each axis.</param>
/// <param name="Strides">Steps between windows.</param>
/// <param name="Dilations">Steps between taps.</param>
/// <param name="Begin">Padding before the first sample.</param>
/// <param name="End">Padding after the last sample.</param>
/// <param name="Input">Extents on the side of many samples.</param>
/// <param name="Output">Extents on the side of the windows.</param>
internal sealed record Window(long[] Kernel, long[] Strides, long[] Dilations, long[] Begin, long[] End, long[] Input, long[] Output)
{
    public int Rank => Kernel.Length;

    public long[] Pads => [.. Begin, .. End];

    /// <summary>Whether there is a window at every sample.</summary>
    public bool IsDense => Array.TrueForAll(Strides, stride => stride == 1);

    public static Window Of(GradientScope s, ReadOnlySpan<long> kernel, ReadOnlySpan<long> input, ReadOnlySpan<long> output)
    {
        var (strides, dilations) = Steps(s.Node, kernel.Length);
        var (begin, end) = Padding(s.Node, kernel, strides, dilations, input);
        return new Window(kernel.ToArray(), strides, dilations, begin, end, input.ToArray(), output.ToArray());
    }

    /// <summary>The window of a transposed convolution: its few inputs are the windows, its many outputs the samples.</summary>
    public static Window OfTranspose(GradientScope s, ReadOnlySpan<long> kernel, ReadOnlySpan<long> few, ReadOnlySpan<long> many)
    {
        var (strides, dilations) = Steps(s.Node, kernel.Length);
        var declared = s.WholeNumbers("pads");
        string auto = s.Text("auto_pad", "NOTSET");
        bool fitted = s.Node.Has("output_shape") || auto.StartsWith("SAME", StringComparison.Ordinal);
        var extra = s.WholeNumbers("output_padding");
        long[] begin = new long[kernel.Length], end = new long[kernel.Length];
        for (int i = 0; i < kernel.Length; i++)
        {
            if (fitted)
            {
                long total = Math.Max(0, (strides[i] * (few[i] - 1)) + (extra?[i] ?? 0) + ((kernel[i] - 1) * dilations[i]) + 1 - many[i]);
                // The odd one goes to the end for SAME_UPPER, else to the beginning (found by running ONNX Runtime).
                begin[i] = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                end[i] = total - begin[i];
            }
            else if (declared is not null)
            {
                (begin[i], end[i]) = (declared[i], declared[i + kernel.Length]);
            }
        }
        return new Window(kernel.ToArray(), strides, dilations, begin, end, many.ToArray(), few.ToArray());
    }

    /// <summary>The padding with which a stride-1 convolution with flipped weights goes back, or null where it would be negative.</summary>
    public long[]? MirroredPads()
    {
        long[] begin = [.. Enumerable.Range(0, Rank).Select(i => Reach(i) - 1 - Begin[i])];
        long[] end = [.. Enumerable.Range(0, Rank).Select(i => Input[i] + Reach(i) - 1 - Output[i] - begin[i])];
        return begin.Concat(end).All(p => p >= 0) ? [.. begin, .. end] : null;
    }

    /// <summary>Weights with every spatial axis reversed.</summary>
    public Value Flip(Value weights)
    {
        long[] axes = [.. Enumerable.Range(0, Rank).Where(i => Kernel[i] > 1).Select(i => (long)i + 2)];
        if (axes.Length == 0) return weights;
        var graph = weights.Emitter;
        long[] Of(long value) => [.. axes.Select(_ => value)];
        return graph.Emit("Slice", [weights, graph.Integers(Of(-1)), graph.Integers(Of(long.MinValue)), graph.Integers(axes), graph.Integers(Of(-1))]);
    }

    /// <summary>Windows to samples: every window adds its value, times the weights, to the samples it covered.</summary>
    public Value Spread(Value windows, Value weights, long group)
    {
        long[] end = new long[Rank], extra = new long[Rank];
        for (int i = 0; i < Rank; i++)
        {
            // Samples beyond the last window are none of the padding's business: they get output_padding, hence zeros.
            long over = (Strides[i] * (Output[i] - 1)) + Reach(i) - Begin[i] - Input[i];
            (end[i], extra[i]) = (Math.Max(0, over), Math.Max(0, -over));
        }
        return windows.Emitter.Emit("ConvTranspose", [windows, weights], ("strides", Strides), ("dilations", Dilations),
            ("pads", (long[])[.. Begin, .. end]), ("output_padding", extra), ("group", group), ("kernel_shape", Kernel));
    }

    /// <summary>Samples to windows: a plain convolution.</summary>
    public Value Collect(Value samples, Value weights, long group) =>
        samples.Emitter.Emit("Conv", [samples, weights], ("strides", Strides), ("dilations", Dilations), ("pads", Pads), ("group", group), ("kernel_shape", Kernel));

    /// <summary>Crops a weight gradient to the taps there are: a remainder of the stride can leave room for more.</summary>
    public Value CropToKernel(Value taps)
    {
        if (IsDense) return taps;
        var graph = taps.Emitter;
        return graph.Emit("Slice", [taps, graph.Integers(new long[Rank]), graph.Integers(Kernel), graph.Integers([.. Enumerable.Range(2, Rank).Select(a => (long)a)])]);
    }

    /// <summary>Samples from the first to the last tap, both counted.</summary>
    private long Reach(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    private static (long[] Strides, long[] Dilations) Steps(NodeProto node, int rank)
    {
        long[] ones = new long[rank];
        Array.Fill(ones, 1);
        return (node.Ints("strides") ?? ones, node.Ints("dilations") ?? ones);
    }

    private static (long[] Begin, long[] End) Padding(NodeProto node, ReadOnlySpan<long> kernel, long[] strides, long[] dilations, ReadOnlySpan<long> input)
    {
        int rank = kernel.Length;
        string auto = node.Text("auto_pad", "NOTSET");
        if (!auto.StartsWith("SAME", StringComparison.Ordinal))
        {
            var pads = auto == "VALID" ? null : node.Ints("pads");
            return pads is null ? (new long[rank], new long[rank]) : (pads[..rank], pads[rank..]);
        }
        long[] begin = new long[rank], end = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long windows = (input[i] + strides[i] - 1) / strides[i];
            long total = Math.Max(0, ((windows - 1) * strides[i]) + ((kernel[i] - 1) * dilations[i]) + 1 - input[i]);
            begin[i] = auto == "SAME_LOWER" ? total - (total / 2) : total / 2;
            end[i] = total - begin[i];
        }
        return (begin, end);
    }
}
