using static Saliency.Tests.Gradients.RandomGraphs.GraphDraft;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Operators of images: convolutions, pools, normalisations.</summary>
internal static class Windows
{
    public static RandomOperator[] Operators { get; } =
    [
        new("Conv", 7, Conv), new("Conv", 7, Conv), new("ConvTranspose", 7, ConvTranspose),
        new("MaxPool", 7, d => Pool(d, "MaxPool")), new("AveragePool", 7, d => Pool(d, "AveragePool")), new("LpPool", 7, d => Pool(d, "LpPool")),
        Image("GlobalAveragePool"), Image("GlobalMaxPool"), new("GlobalLpPool", 7, d => Picked(d) is { } x ? $"GlobalLpPool({x.Name}) p={d.From(1, 3)}" : null),
        new("LRN", 7, d => Picked(d, 4, 4) is { } x ? $"LRN({x.Name}) size={d.Among(1, 3, 5)} alpha={d.Number(0.05, 0.6)} beta={d.Number(0.4, 0.9)} bias={d.Number(0.8, 1.5)}" : null),
        new("MaxUnpool", 9, MaxUnpool),
        new("BatchNormalization", 7, d => Picked(d, 2) is { } x
            ? $"BatchNormalization({x.Name}, {d.Weight([x.Dims[1]])}, {d.Weight([x.Dims[1]])}, {d.Weight([x.Dims[1]])}, {d.Weight([x.Dims[1]], "+")}) epsilon={d.Number(0.01, 0.1)}" : null),
        new("InstanceNormalization", 7, d => Picked(d) is { } x && Spread(x, 2)
            ? $"InstanceNormalization({x.Name}, {d.Weight([x.Dims[1]])}, {d.Weight([x.Dims[1]])}) epsilon={d.Number(0.01, 0.1)}" : null),
        new("LayerNormalization", 17, LayerNormalization), new("GroupNormalization", 18, GroupNormalization),
        new("MeanVarianceNormalization", 9, MeanVariance),
    ];

    /// <summary>An image: its first axis is the batch or not, the others do not follow it.</summary>
    public static DraftValue? Picked(GraphDraft d, int least = 3, int most = 5, Func<DraftValue, bool>? suited = null) =>
        d.Pick(v => v.Rank >= least && v.Rank <= most && !v.Dims.Skip(1).Contains(-1) && (suited is null || suited(v)));

    /// <summary>Whether the axes from the given one on hold several values, and none of them nearly alike.</summary>
    public static bool Spread(DraftValue x, int axis) => Spread(x, [.. Enumerable.Range(axis, x.Rank - axis).Select(a => (long)a)]);

    private static bool Spread(DraftValue x, long[] axes) => axes.Aggregate(1L, (n, a) => n * Math.Abs(x.Dims[a])) >= 3 && x.Seen.Values.Max() - x.Seen.Values.Min() > 0.3;

    private static RandomOperator Image(string op) => new(op, 7, d => Picked(d) is { } x ? $"{op}({x.Name})" : null);

    private static Proposal? Conv(GraphDraft d)
    {
        if (Picked(d) is not { } x) return null;
        int rank = x.Rank - 2;
        long channels = x.Dims[1], group = Group(d, channels);
        long[] kernel = [.. Enumerable.Range(0, rank).Select(_ => (long)d.Among(1, 1, 2, 3, 3, 4))];
        long outputs = group * d.From(1, 3);
        string bias = d.Chance(0.5) ? "" : $", {d.Weight([outputs])}";
        return $"Conv({x.Name}, {d.Weight([outputs, channels / group, .. kernel])}{bias}) {Window(d, rank, kernel, true)}{(group > 1 ? $" group={group}" : "")}";
    }

    private static Proposal? ConvTranspose(GraphDraft d)
    {
        if (Picked(d, 3, 4) is not { } x) return null;
        int rank = x.Rank - 2;
        long channels = x.Dims[1], group = Group(d, channels);
        long[] kernel = [.. Enumerable.Range(0, rank).Select(_ => (long)d.Among(1, 2, 3, 3, 4))];
        long outputs = d.From(1, 3);
        string bias = d.Chance(0.5) ? "" : $", {d.Weight([outputs * group])}";
        string window = Window(d, rank, kernel, true);
        if (d.Chance(0.2)) window += $" output_padding={List(Enumerable.Range(0, rank).Select(_ => (long)d.Next(2)))}";
        if (d.Chance(0.15)) window += $" output_shape={List(x.Dims.Skip(2).Select(e => e + d.From(0, 4)))}";
        return $"ConvTranspose({x.Name}, {d.Weight([channels, outputs, .. kernel])}{bias}) {window}{(group > 1 ? $" group={group}" : "")}";
    }

    private static Proposal? Pool(GraphDraft d, string op)
    {
        if (Picked(d) is not { } x) return null;
        int rank = x.Rank - 2;
        // A window longer than its axis has no place by ONNX's definition; ONNX Runtime finds one where the stride is longer than what is missing.
        long[] kernel = [.. Enumerable.Range(0, rank).Select(a => Math.Min(d.Among(1, 2, 2, 3, 3, 4), x.Dims[a + 2]))];
        bool dilations = d.Opset >= (op == "MaxPool" ? 10 : op == "AveragePool" ? 19 : 18) && Enumerable.Range(0, rank).All(a => (2 * kernel[a]) - 1 <= x.Dims[a + 2]);
        // ONNX Runtime's inference of shapes and its kernels disagree on a last window that begins in the padding: none does here. Where a stride leaves samples out,
        // SAME means a negative padding to its pools.
        bool ceiled = d.Opset >= (op == "LpPool" ? 18 : 10) && d.Chance(0.3);
        string window = ceiled ? $" strides={List(kernel.Select(k => (long)d.From(1, (int)k)))} ceil_mode=1" : Window(d, rank, kernel, dilations);
        if (window.Contains("SAME")) window = " " + window[window.IndexOf("auto_pad", StringComparison.Ordinal)..] + $" strides={List(kernel.Select(k => (long)d.From(1, (int)k)))}";
        string more = $"kernel_shape={List(kernel)} " + window;
        if (op == "AveragePool" && d.Chance(0.5)) more += " count_include_pad=1";
        if (op == "LpPool" && d.Chance(0.6)) more += $" p={d.From(1, 3)}";
        return $"{op}({x.Name}) {more}";
    }

    private static Proposal? MaxUnpool(GraphDraft d)
    {
        if (Picked(d, 4, 4, v => v.Dims[2] % 2 + v.Dims[3] % 2 == 0) is not { } x) return null;
        string[] pool = d.Steps($"MaxPool({x.Name}) kernel_shape=[2,2] strides=[2,2]", 2);
        return $"MaxUnpool({(d.Chance(0.5) ? d.Step($"Tanh({pool[0]})") : pool[0])}, {pool[1]}) kernel_shape=[2,2] strides=[2,2]";
    }

    private static Proposal? LayerNormalization(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 1) is not { } x) return null;
        int axis = d.From(1, x.Rank - 1);
        if (!Spread(x, axis) || x.Dims.Skip(axis).Contains(-1)) return null;
        long[] dims = x.Dims[axis..];
        string bias = d.Chance(0.5) ? "" : $", {d.Weight(dims)}";
        return $"LayerNormalization({x.Name}, {d.Weight(dims)}{bias}) axis={d.Axis(axis, x.Rank)} epsilon={d.Number(0.01, 0.1)}";
    }

    private static Proposal? GroupNormalization(GraphDraft d)
    {
        if (Picked(d) is not { } x || !Spread(x, 2)) return null;
        long groups = Group(d, x.Dims[1]), scales = d.Opset < 21 ? groups : x.Dims[1];
        return $"GroupNormalization({x.Name}, {d.Weight([scales])}, {d.Weight([scales])}) num_groups={groups} epsilon={d.Number(0.01, 0.1)}";
    }

    private static Proposal? MeanVariance(GraphDraft d)
    {
        if (d.Pick(v => v.Rank > 1) is not { } x) return null;
        long[] axes = x.Rank == 4 && d.Chance(0.5) ? [0, 2, 3] : d.Some(x.Rank);
        return Spread(x, axes) ? $"MeanVarianceNormalization({x.Name}) axes={List(axes)}" : null;
    }

    private static long Group(GraphDraft d, long channels) => d.Among((ReadOnlySpan<long>)[.. Enumerable.Range(1, (int)channels).Where(g => channels % g == 0).Select(g => (long)g)]);

    private static string Window(GraphDraft d, int rank, long[] kernel, bool dilations)
    {
        string Each(string name, Func<int, long> value) => $" {name}={List(Enumerable.Range(0, rank).Select(value))}";
        string words = d.Chance(0.5) ? Each("strides", _ => d.From(1, 3)) : "";
        bool dilated = dilations && d.Chance(0.25);
        if (dilated) words += Each("dilations", _ => d.From(1, 2));
        return words + (d.Among(0, 1, 2, 3) switch
        {
            0 => "",
            1 when !dilated => $" auto_pad={d.Among("SAME_UPPER", "SAME_LOWER", "VALID")}",
            _ => $" pads={List(Enumerable.Range(0, 2 * rank).Select(i => (long)d.Next((int)kernel[i % rank])))}",
        });
    }
}
