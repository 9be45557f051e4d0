using System.Numerics;

namespace Saliency.Rendering;

/// <summary>The smooth line around a mask.</summary>
internal static class Outlines
{
    /// <summary>Short lines that follow the mask's border: marching squares over the mask, softened so that its steps become slopes.</summary>
    public static Vector2[][] Around(Mask mask)
    {
        int height = mask.Height, width = mask.Width;
        var level = new float[height * width];
        for (int i = 0; i < level.Length; i++) level[i] = mask.Values[i] ? 1 : 0;
        for (int pass = 0; pass < 2; pass++)
        {
            Soften(level, stride: 1, count: width, lines: height, lineStride: width);
            Soften(level, stride: width, count: height, lines: width, lineStride: 1);
        }
        var lines = new List<Vector2[]>();
        for (int y = 0; y + 1 < height; y++)
            for (int x = 0; x + 1 < width; x++)
                Cross(x, y, level[(y * width) + x], level[(y * width) + x + 1], level[((y + 1) * width) + x], level[((y + 1) * width) + x + 1], lines);
        return [.. lines];
    }

    // Pixel centres are the corners of a square; where the level passes ½ between two of them, the line crosses that side.
    private static void Cross(int x, int y, float upperLeft, float upperRight, float lowerLeft, float lowerRight, List<Vector2[]> lines)
    {
        const float Half = 0.5f;
        bool a = upperLeft > Half, b = upperRight > Half, c = lowerLeft > Half, d = lowerRight > Half;
        if (a == b && b == c && c == d) return;
        Span<Vector2> crossings = stackalloc Vector2[4];
        int count = 0;
        if (a != b) crossings[count++] = new Vector2(Share(upperLeft, upperRight), 0);
        if (b != d) crossings[count++] = new Vector2(1, Share(upperRight, lowerRight));
        if (c != d) crossings[count++] = new Vector2(Share(lowerLeft, lowerRight), 1);
        if (a != c) crossings[count++] = new Vector2(0, Share(upperLeft, lowerLeft));
        var origin = new Vector2(x + Half, y + Half);
        for (int i = 0; i + 1 < count; i += 2) lines.Add([origin + crossings[i], origin + crossings[i + 1]]);

        static float Share(float from, float to) => (Half - from) / (to - from);
    }

    // Weights 1 2 1 along one axis, edges repeated.
    private static void Soften(float[] level, int stride, int count, int lines, int lineStride)
    {
        for (int line = 0; line < lines; line++)
        {
            float before = level[line * lineStride];
            for (int i = 0; i < count; i++)
            {
                int at = (line * lineStride) + (i * stride);
                float here = level[at], after = i + 1 < count ? level[at + stride] : here;
                level[at] = (before + (2 * here) + after) / 4;
                before = here;
            }
        }
    }
}
