using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients.Rules;

/// <summary>Sampling a picture at computed places: y = Σⱼ Σₖ wⱼ·wₖ·x[iⱼ, iₖ], the weights being polynomials of the place's fraction.</summary>
/// <remarks>Taps are an axis of their own: with P = places, K = taps per axis, indices and weights are N×K×P for rows and for columns,
/// and N×K²×P for both.</remarks>
internal static class GridSampling
{
    /// <summary>ONNX Runtime's cubic convolution has this coefficient and no attribute to change it.</summary>
    private const float A = -0.75f;

    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["GridSample"] = GridSample,
    };

    private static Value?[] GridSample(GradientScope s)
    {
        if (s.RankX() != 4) throw s.Declined("volumes");
        long channels = s.DimsX()[1], height = s.DimsX()[2], width = s.DimsX()[3];
        var (columns, rows) = Axes(s, width, height);
        long taps = columns.Count * columns.Count;
        // N×Kⱼ×1×P with N×1×Kₖ×P
        Value Both(Value alongRows, Value alongColumns) => (alongRows.Unsqueeze(2) * alongColumns.Unsqueeze(1)).Reshape(0, taps, -1);
        Value index = (rows.Index.Unsqueeze(2) * s.Graph.Index(width) + columns.Index.Unsqueeze(1)).Reshape(0, 1, -1);
        Value everyChannel = index.Expand(s.Graph.Integers(1, channels, 1)), dy = s.DY().Reshape(0, 0, 1, -1);

        Value? dx = null, grid = null;
        if (s.Wants(0))
        {
            var parts = (dy * Both(rows.Weight, columns.Weight).Unsqueeze(1)).Reshape(0, channels, -1);
            var zeros = (s.X() * 0f).Reshape(0, 0, -1);
            dx = s.LikeX(s.Graph.Emit("ScatterElements", [zeros, everyChannel, parts], ("axis", 2L), ("reduction", "add")));
        }
        if (s.Wants(1))
        {
            var values = s.Graph.Emit("GatherElements", [s.X().Reshape(0, 0, -1), everyChannel], ("axis", 2L)).Reshape(0, channels, taps, -1);
            var flow = (values * dy).Sum([1], keep: false);
            Value alongX = (flow * Both(rows.Weight, columns.Slope)).Sum([1], keep: false) * columns.PerGridUnit;
            Value alongY = (flow * Both(rows.Slope, columns.Weight)).Sum([1], keep: false) * rows.PerGridUnit;
            grid = s.LikeX(s.Graph.Emit("Concat", [alongX.Unsqueeze(2), alongY.Unsqueeze(2)], ("axis", 2L)), 1);
        }
        return [dx, grid];
    }

    /// <summary>The taps along one axis.</summary>
    /// <param name="Count">Taps of each place.</param>
    /// <param name="Index">Which sample a tap reads, N×K×P, always inside.</param>
    /// <param name="Weight">Its weight; 0 where padding with zeros is read.</param>
    /// <param name="Slope">The weight's derivative by the place in samples.</param>
    /// <param name="PerGridUnit">The place's derivative by the grid's value.</param>
    private sealed record Taps(int Count, Value Index, Value Weight, Value Slope, Value PerGridUnit);

    // At a border nothing need be done: the taps beyond it all read the outer sample, and their slopes cancel. Where pictures are reflected, so are the taps;
    // a weight then belongs to the mirrored sample, and its slope has the right sign by itself.
    private static (Taps Columns, Taps Rows) Axes(GradientScope s, long width, long height) => (TapsOf(s, 0, width), TapsOf(s, 1, height));

    private static bool Aligned(GradientScope s) => s.WholeNumber("align_corners") == 1;

    /// <summary>What lies beyond the samples. One sample reflected is that sample everywhere, as at a border.</summary>
    private static string Padding(GradientScope s, long extent) =>
        s.Text("padding_mode", "zeros") is var padding && padding == "reflection" && extent == 1 ? "border" : padding;

    private static string Mode(GradientScope s) => s.Text("mode", "linear");

    /// <summary>A grid coordinate in samples, N×P: −1 and 1 are the centres of the outer samples where aligned, else their outer edges.</summary>
    private static Value Place(GradientScope s, long coordinate, long extent)
    {
        var grid = s.Graph.Emit("Gather", [s.X(1), s.Graph.Index(coordinate)], ("axis", 3L)).Reshape(0, -1);
        var place = Aligned(s) ? (grid + 1) * ((extent - 1) / 2f) : (((grid + 1) * (float)extent) - 1) * 0.5f;
        return Mode(s) == "nearest" ? place.Apply("Round") : place;
    }

    private static Value Unit(GradientScope s, long extent) => s.Graph.Constant((Aligned(s) ? extent - 1 : extent) / 2f);

    private static (float Low, float High) Bounds(GradientScope s, long extent) => Aligned(s) ? (0, extent - 1) : (-0.5f, extent - 0.5f);

    private static Value Limit(Value place, long extent) => place.Emitter.Emit("Clip", [place, place.Emitter.Constant(0), place.Emitter.Constant(extent - 1)]);

    /// <summary>Where a place comes to lie when the axis is folded at its bounds, a zigzag.</summary>
    private static Value Reflect(GradientScope s, Value place, long extent)
    {
        var (low, high) = Bounds(s, extent);
        float range = high - low;
        return (range + low) - (range - Phase(place, low, range)).Apply("Abs");
    }

    private static Value Phase(Value place, float low, float range)
    {
        var from = place - low;
        return from - ((from / (2 * range)).Apply("Floor") * (2 * range));
    }

    private static Taps TapsOf(GradientScope s, long coordinate, long extent)
    {
        var place = Place(s, coordinate, extent);
        float[][] polynomials = Polynomials(Mode(s));
        int count = polynomials.Length;
        string padding = Padding(s, extent);
        var whole = place.Apply("Floor");
        var fraction = (place - whole).Unsqueeze(1);
        var offsets = s.Graph.Constant([.. Enumerable.Range(0, count).Select(k => (float)(k - ((count - 1) / 2)))], 1, count, 1);
        var tap = whole.Unsqueeze(1) + offsets;
        Value weight = Polynomial(fraction, polynomials), slope = Polynomial(fraction, [.. polynomials.Select(Derivative)]);
        if (padding == "zeros")
        {
            var there = Limit(tap, extent).Apply("Equal", tap).Cast(DataType.Float);
            (weight, slope) = (weight * there, slope * there);
        }
        var read = padding == "reflection" ? Reflect(s, tap, extent) : tap;
        return new Taps(count, Limit(read, extent).Apply("Round").Cast(DataType.Int64), weight, slope, Unit(s, extent));
    }

    /// <summary>The weight of each tap as a polynomial of the fraction, its constant term first.</summary>
    private static float[][] Polynomials(string mode) => mode switch
    {
        "nearest" => [[1]],
        "cubic" or "bicubic" => [[0, A, -2 * A, A], [1, 0, -(A + 3), A + 2], [0, -A, (2 * A) + 3, -(A + 2)], [0, 0, A, -A]],
        _ => [[1, -1], [0, 1]],
    };

    private static float[] Derivative(float[] polynomial) => polynomial.Length == 1 ? [0] : [.. polynomial.Skip(1).Select((c, power) => c * (power + 1))];

    /// <summary>Horner's scheme for all taps at once: N×1×P → N×K×P.</summary>
    private static Value Polynomial(Value fraction, float[][] polynomials)
    {
        Value Coefficients(int power) => fraction.Emitter.Constant([.. polynomials.Select(p => p[power])], 1, polynomials.Length, 1);
        int degree = polynomials[0].Length - 1;
        var sum = Coefficients(degree);
        for (int power = degree - 1; power >= 0; power--) sum = (sum * fraction) + Coefficients(power);
        return sum;
    }
}
