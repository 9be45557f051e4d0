using Saliency.Onnx;

namespace Saliency.Gradients.Rules;

/// <summary>Pools with a sliding window.</summary>
internal static class Pooling
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["MaxPool"] = MaxPool,
        ["MaxUnpool"] = s => [s.Graph.Emit("GatherElements", [s.DY().Reshape(-1), s.X(1).Reshape(-1)]).Reshape(s.X().Shape())],
        ["AveragePool"] = AveragePool,
        ["LpPool"] = LpPool,
    };

    // The pool says where each maximum came from (the first one of equals), counted over the whole tensor; windows overlap, so the scatter must add.
    private static Value?[] MaxPool(GradientScope s)
    {
        if (s.WholeNumber("storage_order") == 1)
        {
            // It says how indices count, and nothing else.
            if (s.Node.Output.Count > 1 && s.Node.Output[1].Length > 0) throw s.Declined("storage_order 1 and its indices used");
            s.Node.Remove("storage_order");
        }
        var zeros = s.Graph.Constant(0).Expand(s.X().Apply("Size").Unsqueeze(0));
        return [s.AsX(s.Graph.Emit("ScatterElements", [zeros, s.RequireOutput(1).Reshape(-1), s.DY().Reshape(-1)], ("axis", 0L), ("reduction", "add")))];
    }

    private static Value?[] AveragePool(GradientScope s)
    {
        var window = WindowOf(s);
        var counts = Counts(window, s.WholeNumber("count_include_pad") == 1);
        var share = s.DY() * s.Graph.Constant(Array.ConvertAll(counts, c => (float)(1 / c)), [1, 1, .. window.Output]);
        return [Spread(s, window, share)];
    }

    // y = (Σ|x|ᵖ)^(1/p):  dx = sign x · |x|ᵖ⁻¹ · spread(dy·y^(1−p))
    private static Value?[] LpPool(GradientScope s)
    {
        var window = WindowOf(s);
        float p = s.WholeNumber("p", 2);
        var spread = Spread(s, window, Reductions.OrZero(s.DY(), p == 2 ? s.Y() : s.Y().Apply("Pow", s.Graph.Constant(p - 1))));
        return [p == 2 ? spread * s.X() : spread * s.X().Apply("Sign") * s.X().Apply("Abs").Apply("Pow", s.Graph.Constant(p - 1))];
    }

    private static Window WindowOf(GradientScope s) =>
        Window.Of(s, s.WholeNumbers("kernel_shape")!, s.DimsX().AsSpan()[2..], s.DimsY().AsSpan()[2..]);

    /// <summary>Every window adds its value to its samples: a transposed convolution with ones, all channels as images of one channel.</summary>
    private static Value Spread(GradientScope s, Window window, Value windows)
    {
        var ones = new float[window.Kernel.Aggregate(1L, (product, k) => product * k)];
        Array.Fill(ones, 1);
        var kernel = s.Graph.Constant(ones, [1, 1, .. window.Kernel]);
        return s.AsX(window.Spread(windows.Reshape([-1, 1, .. window.Output]), kernel, 1));
    }

    /// <summary>What each window's sum is divided by: its taps on samples or, when padding counts, on samples and declared padding.</summary>
    private static double[] Counts(Window window, bool includePadding)
    {
        double[] counts = [1];
        for (int axis = 0; axis < window.Rank; axis++)
        {
            int along = axis;
            var taps = Enumerable.Range(0, (int)window.Output[axis]).Select(o => (double)Enumerable.Range(0, (int)window.Kernel[along])
                .Count(k => Counts(window, along, (o * window.Strides[along]) - window.Begin[along] + (k * window.Dilations[along]), includePadding))).ToArray();
            counts = [.. counts.SelectMany(_ => taps, (a, b) => a * b)];
        }
        return counts;
    }

    private static bool Counts(Window window, int axis, long sample, bool includePadding) => includePadding
        ? sample >= -window.Begin[axis] && sample < window.Input[axis] + window.End[axis]
        : sample >= 0 && sample < window.Input[axis];
}
