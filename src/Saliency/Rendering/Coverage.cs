using System.Numerics;

namespace Saliency.Rendering;

/// <summary>How much of each pixel a shape covers, 0..1, over the part of a canvas that the shape touches.</summary>
internal sealed class Coverage
{
    // Lines of samples in each row of a polygon's pixels; along the row the cover is exact.
    private const int RowSamples = 8;

    private readonly float[] _shares;

    private Coverage(int left, int top, int width, int height)
    {
        (Left, Top, Width, Height) = (left, top, width, height);
        _shares = new float[width * height];
    }

    public int Left { get; }

    public int Top { get; }

    public int Width { get; }

    public int Height { get; }

    public float this[int y, int x] => _shares[(y * Width) + x];

    public static Coverage Around(ReadOnlySpan<Vector2[]> lines, double thickness, (int Left, int Top, int Right, int Bottom) clip)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var line in lines)
            foreach (var point in line)
                (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        double reach = (thickness / 2) + 1;
        int left = (int)Math.Clamp(Math.Floor(low.X - reach), clip.Left, clip.Right), right = (int)Math.Clamp(Math.Ceiling(high.X + reach), left, clip.Right);
        int top = (int)Math.Clamp(Math.Floor(low.Y - reach), clip.Top, clip.Bottom), bottom = (int)Math.Clamp(Math.Ceiling(high.Y + reach), top, clip.Bottom);
        return new Coverage(left, top, right - left, bottom - top);
    }

    public void AddLine(ReadOnlySpan<Vector2> line, double thickness)
    {
        if (line.Length == 1) AddSegment(line[0], line[0], (float)thickness);
        for (int i = 1; i < line.Length; i++) AddSegment(line[i - 1], line[i], (float)thickness);
    }

    // A pixel's share is read off its centre's distance to the segment: the edge runs through it over one pixel's breadth.
    private void AddSegment(Vector2 from, Vector2 to, float thickness)
    {
        float reach = (thickness / 2) + 0.5f;
        var (low, high) = (Vector2.Min(from, to) - new Vector2(reach), Vector2.Max(from, to) + new Vector2(reach));
        int x0 = Math.Max(0, (int)MathF.Floor(low.X) - Left), x1 = Math.Min(Width, (int)MathF.Ceiling(high.X) - Left);
        int y0 = Math.Max(0, (int)MathF.Floor(low.Y) - Top), y1 = Math.Min(Height, (int)MathF.Ceiling(high.Y) - Top);
        var along = to - from;
        float lengthSquared = along.LengthSquared();
        for (int y = y0; y < y1; y++)
        {
            for (int x = x0; x < x1; x++)
            {
                var offset = new Vector2(Left + x + 0.5f, Top + y + 0.5f) - from;
                float t = lengthSquared == 0 ? 0 : Math.Clamp(Vector2.Dot(offset, along) / lengthSquared, 0, 1);
                float share = Math.Clamp(reach - (offset - (t * along)).Length(), 0, Math.Min(1, thickness));
                ref float held = ref _shares[(y * Width) + x];
                held = Math.Max(held, share);
            }
        }
    }

    public void AddPolygon(ReadOnlySpan<Vector2> outline)
    {
        var crossings = new List<float>();
        for (int sample = 0; sample < Height * RowSamples; sample++)
        {
            float y = Top + ((sample + 0.5f) / RowSamples);
            crossings.Clear();
            for (int i = 0; i < outline.Length; i++)
            {
                var (a, b) = (outline[i], outline[(i + 1) % outline.Length]);
                if (a.Y <= y != b.Y <= y) crossings.Add(a.X + ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)));
            }
            crossings.Sort();
            for (int i = 0; i + 1 < crossings.Count; i += 2)
                AddSpan(sample / RowSamples, crossings[i] - Left, crossings[i + 1] - Left);
        }
    }

    private void AddSpan(int row, float from, float to)
    {
        from = Math.Clamp(from, 0, Width);
        to = Math.Clamp(to, 0, Width);
        for (int x = (int)from; x < to; x++)
        {
            ref float held = ref _shares[(row * Width) + x];
            held = Math.Min(1, held + ((Math.Min(x + 1, to) - Math.Max(x, from)) / RowSamples));
        }
    }
}
