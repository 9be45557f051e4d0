using Saliency.Onnx;

namespace Saliency.Gradients.Rules;

/// <summary>ONNX's Resize along one axis, as the matrix that it is: a row of weights for each output sample.</summary>
internal sealed class Interpolation
{
    private readonly int _input;
    private readonly int _output;
    private readonly float _scale;
    private readonly string _mode;
    private readonly string _coordinates;
    private readonly string _nearest;
    private readonly double _cubic;
    private readonly bool _excludeOutside;
    private readonly bool _antialias;
    private readonly (float Start, float End) _region;

    private Interpolation(NodeProto node, int input, int output, float scale, (float, float) region)
    {
        (_input, _output, _scale, _region) = (input, output, scale, region);
        _mode = node.Text("mode", "nearest");
        _coordinates = node.Text("coordinate_transformation_mode", "half_pixel");
        _nearest = node.Text("nearest_mode", "round_prefer_floor");
        _cubic = node.Float("cubic_coeff_a", -0.75f);
        _excludeOutside = node.Int("exclude_outside") == 1;
        _antialias = node.Int("antialias") == 1;
    }

    /// <summary>The interpolation of a Resize node along an axis.</summary>
    public static Interpolation Of(GradientScope s, int axis, int input, int output)
    {
        var (axes, at) = Place(s, axis);
        // Sizes imply the scale; a given scale counts as it stands, although the size was rounded down.
        float scale = ScaleOf(s, axis) is { } given ? given
            : at >= 0 && s.Text("keep_aspect_ratio_policy", "stretch") is var policy && policy != "stretch" ? CommonScale(s, axes, policy)
            : (float)output / input;
        if (s.Text("coordinate_transformation_mode") == "tf_crop_and_resize" && s.HasX(1) && s.ConstantFloats(1) is null) throw s.Declined("a computed region");
        // What it takes for the middle of an odd extent was not found out: a tie would go the other way.
        if (s.Text("coordinate_transformation_mode") == "half_pixel_symmetric" && s.Text("mode", "nearest") == "nearest") throw s.Declined("the nearest sample by half_pixel_symmetric");
        var region = at >= 0 && s.HasX(1) && s.ConstantFloats(1) is { Length: > 0 } roi ? (roi[at], roi[at + axes.Length]) : (0, 1);
        return new Interpolation(s.Node, input, output, scale, region);
    }

    /// <summary>The scale that is given for an axis; null where a size is.</summary>
    public static float? ScaleOf(GradientScope s, int axis) =>
        Place(s, axis).At is >= 0 and var at && s.HasX(2) && s.ConstantFloats(2) is { Length: > 0 } scales ? scales[at] : null;

    /// <summary>The axes that the node speaks of, and where one stands among them.</summary>
    private static (long[] Axes, int At) Place(GradientScope s, int axis)
    {
        long[] axes = s.WholeNumbers("axes") ?? [.. Enumerable.Range(0, s.RankX()).Select(a => (long)a)];
        return (axes, Array.FindIndex(axes, a => GradientScope.FromFront((int)a, s.RankX()) == axis));
    }

    /// <summary>The one scale of all axes that keeps the proportions: the least or the greatest that the sizes ask for.</summary>
    private static float CommonScale(GradientScope s, long[] axes, string policy)
    {
        if (s.ConstantInts(3) is not { } sizes) throw s.Declined("proportions kept for computed sizes");
        var asked = axes.Zip(sizes, (axis, size) => (float)size / s.DimsX()[GradientScope.FromFront((int)axis, s.RankX())]).ToArray();
        return policy == "not_larger" ? asked.Min() : asked.Max();
    }

    /// <summary>Output × input weights in row order; null for the identity.</summary>
    public float[]? Matrix()
    {
        // Whatever the region says, ONNX Runtime copies along an axis of scale 1, and with antialias along any of one extent.
        if (_input == _output && (_scale == 1 || _antialias)) return null;
        var matrix = new float[_output * _input];
        for (int o = 0; o < _output; o++)
            foreach (var (i, weight) in Row(o)) matrix[(o * _input) + Math.Clamp(i, 0, _input - 1)] += (float)weight;
        return matrix;
    }

    private IEnumerable<(int Sample, double Weight)> Row(int o)
    {
        float x = Coordinate(o);
        if (_coordinates == "tf_crop_and_resize" && (x < 0 || x > _input - 1)) return [];
        if (_mode == "nearest") return [(Nearest(x), 1)];
        double reach = _mode == "cubic" ? 2 : 1, stretch = _antialias ? Math.Max(1, 1.0 / _scale) : 1;
        int low = (int)Math.Floor(x - (reach * stretch)), high = (int)Math.Ceiling(x + (reach * stretch));
        var taps = Enumerable.Range(low, high - low).Select(i => (Sample: i, Weight: Kernel((i - x) / stretch)))
            .Where(t => !_excludeOutside || (t.Sample >= 0 && t.Sample < _input)).ToArray();
        double sum = _antialias || _excludeOutside ? taps.Sum(t => t.Weight) : 1;
        return taps.Select(t => (t.Sample, t.Weight / sum));
    }

    // Floats, operation by operation as ONNX Runtime: where 2.5 there is 2.4999999 here, another sample is the nearest.
    private float Coordinate(int o) => _coordinates switch
    {
        "asymmetric" => o / _scale,
        "align_corners" => _output == 1 ? 0 : o * (_input - 1f) / (_output - 1),
        "pytorch_half_pixel" => _output == 1 ? 0 : ((o + 0.5f) / _scale) - 0.5f,
        "half_pixel_symmetric" => HalfPixelSymmetric(o),
        "tf_crop_and_resize" => _output == 1
            ? 0.5f * (_region.Start + _region.End) * (_input - 1)
            : (_region.Start * (_input - 1)) + (o * (_region.End - _region.Start) * (_input - 1) / (_output - 1)),
        _ => ((o + 0.5f) / _scale) - 0.5f,
    };

    private float HalfPixelSymmetric(int o)
    {
        // The size that was asked for and the one that whole samples allow differ; the difference is shared by both ends.
        float adjustment = _output / (_scale * _input), centre = _input / 2f;
        return (centre * (1 - adjustment)) + ((o + 0.5f) / _scale) - 0.5f;
    }

    private int Nearest(float x) => _nearest switch
    {
        "floor" => (int)MathF.Floor(x),
        "ceil" => (int)MathF.Ceiling(x),
        "round_prefer_ceil" => (int)MathF.Floor(x + 0.5f),
        _ => (int)MathF.Ceiling(x - 0.5f),
    };

    private double Kernel(double distance)
    {
        double d = Math.Abs(distance);
        if (_mode != "cubic") return Math.Max(0, 1 - d);
        return d <= 1 ? ((((_cubic + 2) * d) - (_cubic + 3)) * d * d) + 1
            : d < 2 ? ((((_cubic * d) - (5 * _cubic)) * d) + (8 * _cubic)) * d - (4 * _cubic)
            : 0;
    }
}
