namespace Saliency.Numerics;

/// <summary>Inpainting along edges, which OpenCV calls Navier–Stokes: each pixel that the front reaches is a weighted mean of the known ones nearby.</summary>
/// <remarks>With r between the reached pixel p and a known pixel q, and e across the gradient at q, <c>e = (−|∂I/∂y|, |∂I/∂x|)</c>:
/// <c>w = |cos(r, e)| / (1 + |r|⁴)</c>, <c>I(p) = Σ w·I(q) / Σ w</c>. A product r · e below a hundredth of a grey level (1/255 of the kept values' range) gives
/// the cosine 10⁻⁶.</remarks>
internal static class NavierStokesInpainting
{
    /// <summary>Fills the front's open cells in every plane.</summary>
    /// <param name="front">Not yet begun.</param>
    /// <param name="radius">How far to look, in pixels.</param>
    /// <param name="planes">C planes; known pixels are read, open ones written.</param>
    public static void Fill(MarchingFront front, int radius, Span<float> planes)
    {
        int length = front.Height * front.Width;
        var (low, high) = InpaintingRange.Known(front, planes);
        float least = (high - low) / 255 / 100;
        while (front.Next(out int y, out int x))
        {
            for (int plane = 0; plane < planes.Length; plane += length)
                planes[plane + (y * front.Width) + x] = Math.Clamp(Value(front, planes.Slice(plane, length), y, x, radius, least), low, high);
        }
    }

    private static float Value(MarchingFront front, ReadOnlySpan<float> plane, int y, int x, int radius, float least)
    {
        double sum = 0, weights = 1e-20;
        for (int v = Math.Max(0, y - radius); v <= Math.Min(front.Height - 1, y + radius); v++)
            for (int u = Math.Max(0, x - radius); u <= Math.Min(front.Width - 1, x + radius); u++)
            {
                int ry = v - y, rx = u - x, squared = (ry * ry) + (rx * rx);
                if (squared > radius * radius || !front.IsKnown(v, u)) continue;
                int at = (v * front.Width) + u;
                float ex = -Variation(plane, at, front.Beside(v, u, -1, 0), front.Beside(v, u, 1, 0));
                float ey = Variation(plane, at, front.Beside(v, u, 0, -1), front.Beside(v, u, 0, 1));
                double along = Math.Abs((rx * ex) + (ry * ey));
                double weight = (along <= least ? 1e-6 : along / Math.Sqrt(squared * (((double)ex * ex) + ((double)ey * ey)))) / (1.0 + ((double)squared * squared));
                sum += weight * plane[at];
                weights += weight;
            }
        return (float)(sum / weights);
    }

    private static float Variation(ReadOnlySpan<float> values, int at, int before, int after) => (before >= 0, after >= 0) switch
    {
        (true, true) => Math.Abs(values[after] - values[at]) + Math.Abs(values[at] - values[before]),
        (false, true) => Math.Abs(values[after] - values[at]) * 2,
        (true, false) => Math.Abs(values[at] - values[before]) * 2,
        _ => 0,
    };
}
