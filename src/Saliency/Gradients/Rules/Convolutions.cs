namespace Saliency.Gradients.Rules;

/// <summary>Convolution and its transpose: each is the other's gradient.</summary>
internal static class Convolutions
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
    };

    private static Value?[] Conv(GradientScope s)
    {
        var window = Window.Of(s, s.DimsX(1).AsSpan()[2..], s.DimsX().AsSpan()[2..], s.DimsY().AsSpan()[2..]);
        long group = s.WholeNumber("group", 1);
        return
        [
            s.Wants(0) ? InputGradient(s, window, group) : null,
            s.Wants(1) ? WeightGradient(s.X(0), s.DimsX(0)[1], s.DY(), s.DimsY()[1], window, group) : null,
            s.Wants(2) ? s.DY().Sum(AllButChannels(s.RankX()), keep: false) : null,
        ];
    }

    // dX = dY convolved with the transposed, flipped weights. At stride 1 that is a Conv, which ONNX Runtime runs faster than its ConvTranspose.
    private static Value InputGradient(GradientScope s, Window window, long group)
    {
        var weights = s.X(1);
        long outPerGroup = s.DimsX(1)[0] / group, inPerGroup = s.DimsX(1)[1];
        bool depthwise = outPerGroup == 1 && inPerGroup == 1;
        if (window.IsDense && (group == 1 || depthwise) && window.MirroredPads() is { } pads)
        {
            var mirrored = depthwise ? weights : weights.Transpose([1, 0, .. Enumerable.Range(2, window.Rank).Select(a => (long)a)]);
            return s.Graph.Emit("Conv", [s.DY(), window.Flip(mirrored)], ("pads", pads), ("dilations", window.Dilations), ("group", group), ("kernel_shape", window.Kernel));
        }
        return window.Spread(s.DY(), weights, group);
    }

    private static Value?[] ConvTranspose(GradientScope s)
    {
        // Its input lies where a convolution's output lies, and the other way round.
        var window = Window.OfTranspose(s, s.DimsX(1).AsSpan()[2..], s.DimsX().AsSpan()[2..], s.DimsY().AsSpan()[2..]);
        long group = s.WholeNumber("group", 1);
        return
        [
            s.Wants(0) ? window.Collect(s.DY(), s.X(1), group) : null,
            s.Wants(1) ? WeightGradient(s.DY(), s.DimsY()[1], s.X(0), s.DimsX(0)[1], window, group) : null,
            s.Wants(2) ? s.DY().Sum(AllButChannels(s.RankX()), keep: false) : null,
        ];
    }

    /// <summary>The gradient of the weights: the input convolved with the output's gradient, images playing the channels' part, stride and dilation exchanged.</summary>
    private static Value WeightGradient(Value input, long inputChannels, Value outputGradient, long outputChannels, Window window, long group)
    {
        long[] spatial = [.. Enumerable.Range(3, window.Rank).Select(a => (long)a)];
        long inPerGroup = inputChannels / group, outPerGroup = outputChannels / group;
        // N×(G·c)×… → c×(G·N)×…: the convolution's groups stay apart, its sum runs over the images.
        var images = input.Reshape([-1, group, inPerGroup, .. window.Input]).Transpose([2, 1, 0, .. spatial]).Reshape([inPerGroup, -1, .. window.Input]);
        var kernels = outputGradient.Reshape([-1, group, outPerGroup, .. window.Output]).Transpose([1, 2, 0, .. spatial]).Reshape([outputChannels, -1, .. window.Output]);
        var product = images.Emitter.Emit("Conv", [images, kernels],
            ("strides", window.Dilations), ("dilations", window.Strides), ("pads", window.Pads), ("group", group), ("kernel_shape", window.Output));
        return window.CropToKernel(product).Transpose([1, 0, .. Enumerable.Range(2, window.Rank).Select(a => (long)a)]);
    }

    private static long[] AllButChannels(int rank) => [0, .. Enumerable.Range(2, rank - 2).Select(a => (long)a)];
}
