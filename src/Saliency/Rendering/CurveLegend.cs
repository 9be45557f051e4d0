using System.Globalization;
using System.Numerics;

namespace Saliency.Rendering;

/// <summary>The names of a plot's curves with their values: in the place where they hide least, or beside the plot when there are many.</summary>
internal sealed class CurveLegend
{
    private const int MostInside = 6;

    private readonly TextStyle _text;
    private readonly string[] _names, _values;
    private readonly int _swatch, _padding;
    private readonly Vector2 _size;

    public CurveLegend(TextStyle text, IReadOnlyList<NamedCurve> curves, CurvePlotOptions options)
    {
        _text = text;
        int cap = text.CapHeight;
        (_swatch, _padding) = ((int)(2.2 * cap), (int)Math.Round(0.8 * cap));
        IsOutside = curves.Count > MostInside;
        _values = [.. curves.Select(c => c.Value?.ToString(options.ValueFormat, CultureInfo.InvariantCulture).Replace('-', '−') ?? "")];
        double valueWidth = _values.Max(text.Measure), space = valueWidth > 0 ? 0.9 * cap : 0;
        double room = ((IsOutside ? 0.45 : 0.5) * options.Width) - _swatch - (3 * _padding) - space - valueWidth;
        _names = [.. curves.Select(c => text.Fit(c.Name, room))];
        _size = new Vector2((float)((3 * _padding) + _swatch + _names.Max(text.Measure) + space + valueWidth), (2 * _padding) + cap + ((curves.Count - 1) * text.LineHeight));
    }

    /// <summary>Whether it stands right of the plot.</summary>
    public bool IsOutside { get; }

    /// <summary>Pixels that it takes.</summary>
    public int Width => (int)Math.Ceiling(_size.X);

    public void Draw(Canvas canvas, PlotFrame frame, Vector2[][] lines)
    {
        var corner = IsOutside ? new Vector2(frame.Right + _padding, frame.Top - _padding) : Place(frame, lines);
        if (!IsOutside) canvas.FillRectangle(corner.X, corner.Y, corner.X + _size.X, corner.Y + _size.Y, RgbColor.White, 0.8);
        for (int i = 0; i < _names.Length; i++)
        {
            double baseline = Math.Round(corner.Y) + _padding + _text.CapHeight + (i * _text.LineHeight);
            float left = corner.X + _padding, middle = (float)(baseline - (_text.CapHeight / 2.0));
            CurveLook.Of(i).Draw(canvas, [new(left, middle), new(left + _swatch, middle)], frame.Pen);
            _text.Draw(canvas, _names[i], left + _swatch + _padding, baseline);
            _text.Draw(canvas, _values[i], corner.X + _size.X - _padding, baseline, TextAlignment.Right);
        }
    }

    // Where the fewest points of the curves lie beneath; among equals the first.
    private Vector2 Place(PlotFrame frame, Vector2[][] lines)
    {
        float left = frame.Left + _padding, right = frame.Right - _size.X - (_padding / 2), top = frame.Top, bottom = frame.Bottom - _size.Y - _padding;
        float center = (left + right) / 2, middle = (top + bottom) / 2;
        ReadOnlySpan<Vector2> places =
            [new(right, top), new(right, bottom), new(left, bottom), new(left, top), new(right, middle), new(center, bottom), new(center, top), new(left, middle)];
        var (best, fewest) = (places[0], int.MaxValue);
        foreach (var place in places)
        {
            int hidden = 0;
            foreach (var line in lines)
                for (int i = 1; i < line.Length; i++) hidden += Hidden(line[i - 1], line[i], place, place + _size);
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
