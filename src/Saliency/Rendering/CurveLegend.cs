using System.Globalization;
using System.Numerics;

namespace Saliency.Rendering;

/// <summary>The names of a plot's curves, in the corner where they hide least.</summary>
internal static class CurveLegend
{
    public static void Draw(Canvas canvas, PlotFrame frame, IReadOnlyList<NamedCurve> curves, Vector2[][] lines, string valueFormat)
    {
        var text = frame.Text;
        int cap = text.CapHeight, swatch = (int)(2.2 * cap), pad = (int)Math.Round(0.8 * cap);
        string[] values = [.. curves.Select(c => c.Value?.ToString(valueFormat, CultureInfo.InvariantCulture).Replace('-', '−') ?? "")];
        double valueWidth = values.Max(text.Measure);
        double space = valueWidth > 0 ? 0.9 * cap : 0;
        double room = (0.62 * (frame.Right - frame.Left)) - swatch - (3 * pad) - valueWidth - space;
        string[] names = [.. curves.Select(c => text.Fit(c.Name, room))];
        double nameWidth = names.Max(text.Measure);
        var size = new Vector2((float)((3 * pad) + swatch + nameWidth + space + valueWidth), (2 * pad) + cap + ((curves.Count - 1) * text.LineHeight));
        var corner = Corner(frame, size, lines, pad);

        canvas.FillRectangle(corner.X, corner.Y, corner.X + size.X, corner.Y + size.Y, RgbColor.White, 0.8);
        for (int i = 0; i < curves.Count; i++)
        {
            double baseline = Math.Round(corner.Y) + pad + cap + (i * text.LineHeight), left = corner.X + pad;
            float middle = (float)(baseline - (cap / 2.0));
            CurveLook.Of(i).Draw(canvas, [new((float)left, middle), new((float)left + swatch, middle)], frame.Pen);
            text.Draw(canvas, names[i], left + swatch + pad, baseline);
            text.Draw(canvas, values[i], corner.X + size.X - pad, baseline, TextAlignment.Right);
        }
    }

    // Where the fewest points of the curves lie beneath; among equals the first.
    private static Vector2 Corner(PlotFrame frame, Vector2 size, Vector2[][] lines, int margin)
    {
        float left = frame.Left + margin, right = frame.Right - size.X - (margin / 2), top = frame.Top, bottom = frame.Bottom - size.Y - margin;
        float center = (left + right) / 2, middle = (top + bottom) / 2;
        ReadOnlySpan<Vector2> places =
            [new(right, top), new(right, bottom), new(left, bottom), new(left, top), new(right, middle), new(center, bottom), new(center, top), new(left, middle)];
        var (best, fewest) = (places[0], int.MaxValue);
        foreach (var place in places)
        {
            int hidden = 0;
            foreach (var line in lines)
                for (int i = 1; i < line.Length; i++) hidden += Hidden(line[i - 1], line[i], place, place + size);
            if (hidden < fewest) (best, fewest) = (place, hidden);
        }
        return best;
    }

    private static int Hidden(Vector2 from, Vector2 to, Vector2 low, Vector2 high)
    {
        int steps = 1 + (int)Math.Min(10_000, Vector2.Distance(from, to) / 2), hidden = 0;
        for (int i = 0; i < steps; i++)
        {
            var point = Vector2.Lerp(from, to, (float)i / steps);
            if (point.X >= low.X && point.X <= high.X && point.Y >= low.Y && point.Y <= high.Y) hidden++;
        }
        return hidden;
    }
}
