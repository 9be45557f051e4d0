namespace Saliency.Numerics;

/// <summary>Telea's inpainting: each pixel that the front reaches is a weighted mean of the known ones nearby.</summary>
/// <remarks>
/// <para>With r from a known pixel q to the reached pixel p and T the front's time, negative outside the hole:
/// <c>w = |r · ∇T(p)| / |r|³ / (1 + |T(q) − T(p)|)</c>, <c>I(p) = Σ w·I(q) / Σ w + g · (J_x + J_y) / |J|</c>, <c>J = −Σ w·∇I(q)·r</c> (per axis).</para>
/// <para>The paper adds J / Σ w; OpenCV normalises J and adds at most √2 grey levels. g is a grey level here: 1/255 of the kept values' range.</para>
/// </remarks>
internal static class TeleaInpainting
{
    private const float Beyond = 1e6f;

    /// <summary>Fills the front's open cells in every plane.</summary>
    /// <param name="front">Not yet begun.</param>
    /// <param name="radius">How far to look, in pixels.</param>
    /// <param name="planes">C planes; known pixels are read, open ones written.</param>
    public static void Fill(MarchingFront front, int radius, Span<float> planes)
    {
        int height = front.Height, width = front.Width, length = height * width;
        var (low, high) = InpaintingRange.Known(front, planes);
        float grey = (high - low) / 255;
        var time = TimesOutside(front, radius);
        var near = new List<(int At, int Y, int X, float Weight)>();
        while (front.Next(out int y, out int x))
        {
            int at = (y * width) + x;
            time[at] = front.TimeAt(at);
            float slopeX = Slope(time, at, front.Beside(y, x, 0, -1), front.Beside(y, x, 0, 1));
            float slopeY = Slope(time, at, front.Beside(y, x, -1, 0), front.Beside(y, x, 1, 0));
            near.Clear();
            for (int v = Math.Max(0, y - radius); v <= Math.Min(height - 1, y + radius); v++)
                for (int u = Math.Max(0, x - radius); u <= Math.Min(width - 1, x + radius); u++)
                {
                    int ry = y - v, rx = x - u, squared = (ry * ry) + (rx * rx);
                    if (squared > radius * radius || !front.IsKnown(v, u)) continue;
                    float along = (rx * slopeX) + (ry * slopeY);
                    if (Math.Abs(along) <= 0.01f) along = 1e-6f;
                    double nearness = 1 / (squared * Math.Sqrt(squared)), level = 1 / (1.0 + Math.Abs(time[(v * width) + u] - time[at]));
                    near.Add(((v * width) + u, v, u, (float)Math.Abs(nearness * level * along)));
                }
            for (int plane = 0; plane < planes.Length; plane += length)
                planes[plane + at] = Math.Clamp(Value(front, near, planes.Slice(plane, length), y, x, grey), low, high);
        }
    }

    private static float Value(MarchingFront front, List<(int At, int Y, int X, float Weight)> near, ReadOnlySpan<float> plane, int y, int x, float grey)
    {
        double sum = 0, weights = 1e-20, jx = 0, jy = 0;
        foreach (var (at, v, u, weight) in near)
        {
            sum += (double)weight * plane[at];
            weights += weight;
            jx -= weight * Difference(plane, at, front.Beside(v, u, 0, -1), front.Beside(v, u, 0, 1)) * (x - u);
            jy -= weight * Difference(plane, at, front.Beside(v, u, -1, 0), front.Beside(v, u, 1, 0)) * (y - v);
        }
        double length = Math.Sqrt((jx * jx) + (jy * jy));
        return (float)((sum / weights) + (length > 0 ? grey * (jx + jy) / length : 0));
    }

    // Times of the closed cells within reach: a front that marches the other way, its times negative.
    private static float[] TimesOutside(MarchingFront inwards, int radius)
    {
        var outside = new bool[inwards.Height * inwards.Width];
        for (int i = 0; i < outside.Length; i++) outside[i] = inwards.IsKnown(i / inwards.Width, i % inwards.Width) && !inwards.IsRim(i);
        var time = new float[outside.Length];
        var outwards = new MarchingFront(inwards.Height, inwards.Width, outside);
        while (outwards.Next(out int y, out int x))
        {
            int at = (y * inwards.Width) + x;
            time[at] = -outwards.TimeAt(at);
            if (outwards.TimeAt(at) > (2 * radius) + 1) break;
        }
        return time;
    }

    // Beyond the border of the image the front has been for ever, as far as OpenCV goes: there it comes from the side alone.
    private static float Slope(float[] time, int at, int before, int after)
    {
        float earlier = before == at ? Beyond : before < 0 ? 0 : time[before], later = after == at ? Beyond : after < 0 ? 0 : time[after];
        return (before >= 0, after >= 0) switch
        {
            (true, true) => (later - earlier) / 2,
            (false, true) => later - time[at],
            (true, false) => time[at] - earlier,
            _ => 0,
        };
    }

    // OpenCV doubles the central difference where it would be halved: a weight of 4 against the one-sided ones.
    private static float Difference(ReadOnlySpan<float> values, int at, int before, int after) => (before >= 0, after >= 0) switch
    {
        (true, true) => (values[after] - values[before]) * 2,
        (false, true) => values[after] - values[at],
        (true, false) => values[at] - values[before],
        _ => 0,
    };
}
