using static Saliency.Tests.Gradients.RandomGraphs.GraphDraft;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Operators that read between samples.</summary>
internal static class Resampling
{
    public static RandomOperator[] Operators { get; } =
    [
        new("Upsample", 7, Upsample, 9), new("Resize", 10, d => Scaled(d, "Resize", d.Among("nearest", "linear")), 10), new("Resize", 11, Resize), new("Resize", 11, Resize),
        new("GridSample", 16, GridSample), new("RoiAlign", 10, RoiAlign),
    ];

    private static Proposal? Upsample(GraphDraft d) => Scaled(d, "Upsample", d.Among("nearest", "linear"));

    private static Proposal? Scaled(GraphDraft d, string op, string mode)
    {
        if (Windows.Picked(d, 2, 4) is not { } x) return null;
        string[] scales = [.. x.Dims.Select((_, a) => a < x.Rank - 2 ? "1.0" : op == "Upsample" ? d.Among("1.0", "1.5", "2.0", "3.0") : d.Among("0.5", "1.0", "0.6", "1.5", "2.0"))];
        return d.Opset < 9 && op == "Upsample" ? $"Upsample({x.Name}) mode={mode} scales=[{string.Join(',', scales)}]" : $"{op}({x.Name}, {d.Constant($"f:{string.Join(',', scales)}")}) mode={mode}";
    }

    private static Proposal? Resize(GraphDraft d)
    {
        if (Windows.Picked(d, 2, 5) is not { } x) return null;
        string mode = d.Among("nearest", "linear", "linear", x.Rank is 2 or 4 ? "cubic" : "linear");
        string coordinates = d.Among("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", d.Opset >= 19 && mode != "nearest" ? "half_pixel_symmetric" : "half_pixel", "tf_crop_and_resize");
        int first = d.Opset >= 18 && d.Chance(0.4) ? x.Rank - d.From(1, Math.Min(2, x.Rank - 1)) : 0;
        long[] axes = [.. Enumerable.Range(first, x.Rank - first).Select(a => (long)a)];
        string words = $" mode={mode} coordinate_transformation_mode={coordinates}";
        if (first > 0) words += $" axes={List(axes)}";
        if (mode == "nearest") words += $" nearest_mode={d.Among("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")}";
        if (mode == "cubic" && d.Chance(0.5)) words += $" cubic_coeff_a=-0.5 exclude_outside={d.Next(2)}";
        if (d.Opset >= 18 && mode != "nearest" && coordinates != "tf_crop_and_resize" && d.Chance(0.3)) words += " antialias=1";
        string region = coordinates == "tf_crop_and_resize"
            ? d.Constant($"f:{string.Join(',', axes.Select(a => a < x.Rank - 2 ? "0" : d.Number(-0.2, 0.4)))},{string.Join(',', axes.Select(a => a < x.Rank - 2 ? "1" : d.Number(0.6, 1.3)))}")
            : d.Opset < 13 ? d.Constant("f:") : "-";
        if (d.Chance(0.5))
        {
            string scales = string.Join(',', axes.Select(a => a < x.Rank - 2 ? "1" : d.Chance(0.3) ? d.Among("1", "2", "0.5") : d.Number(0.4, 2.6)));
            return $"Resize({x.Name}, {region}, {d.Constant($"f:{scales}")}){words}";
        }
        if (x.Dims[0] < 0 && first == 0) return null;
        string policy = d.Opset >= 18 && d.Chance(0.2) ? $" keep_aspect_ratio_policy={d.Among("not_larger", "not_smaller")}" : "";
        string sizes = d.Integers(axes.Select(a => a < x.Rank - 2 ? x.Dims[a] : d.From(1, 7)));
        return $"Resize({x.Name}, {region}, {(d.Opset < 13 ? d.Constant("f:") : "-")}, {sizes}){words}{policy}";
    }

    private static Proposal? GridSample(GraphDraft d)
    {
        if (Windows.Picked(d, 4, 4) is not { } x || x.Dims[0] > 4) return null;
        string modes = $" mode={(d.Opset < 20 ? d.Among("bilinear", "nearest", "bicubic") : d.Among("linear", "nearest", "cubic"))} padding_mode={d.Among("zeros", "border", "reflection")} align_corners={d.Next(2)}";
        int height = d.From(1, 3), width = d.From(1, 3);
        string grid = d.Weight([1, height, width, 2], d.Among("", "u"));
        // One grid for each image: the same for all, and a little of the image itself.
        string mean = d.Step(d.Opset < 18 ? $"ReduceMean({x.Name}) axes=[1,2,3] keepdims=1" : $"ReduceMean({x.Name}, {d.Integers(1, 2, 3)}) keepdims=1");
        string little = d.Step($"Mul({mean}, {d.Constant("f:0.1")})");
        return $"GridSample({x.Name}, {d.Step($"Add({grid}, {little})")}){modes}";
    }

    private static Proposal? RoiAlign(GraphDraft d)
    {
        if (Windows.Picked(d, 4, 4) is not { } x) return null;
        int regions = d.From(1, 3);
        string boxes = d.Constant($"f[{regions}x4]:" + string.Join(',', Enumerable.Range(0, regions).Select(_ => $"{d.Number(-0.6, 1.5)},{d.Number(-0.6, 1.5)},{d.Number(2, 5)},{d.Number(2, 5)}")));
        string images = d.Constant("i:" + string.Join(',', Enumerable.Range(0, regions).Select(_ => x.Dims[0] < 0 ? 0 : d.Next((int)x.Dims[0]))));
        string words = $" output_height={d.From(1, 3)} output_width={d.From(1, 3)} sampling_ratio={d.From(0, 2)} spatial_scale={d.Number(0.5, 1.2)} mode={d.Among("avg", "max")}";
        if (d.Opset >= 16) words += d.Among("", " coordinate_transformation_mode=half_pixel", " coordinate_transformation_mode=output_half_pixel");
        return $"RoiAlign({x.Name}, {boxes}, {images}){words}";
    }
}
