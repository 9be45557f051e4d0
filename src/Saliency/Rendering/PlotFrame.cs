using System.Numerics;

namespace Saliency.Rendering;

/// <summary>The inner rectangle of a plot, its axes, and where a data point lies in the picture.</summary>
internal sealed class PlotFrame
{
    private static readonly RgbColor _ink = new(60, 64, 67), _rule = new(232, 234, 237), _axis = new(154, 160, 166);

    private readonly CurvePlotOptions _options;

    public PlotFrame(IReadOnlyList<NamedCurve> curves, CurvePlotOptions options)
    {
        _options = options;
        Text = new TextStyle(options.TextSize ?? (int)Math.Clamp(Math.Min(options.Width / 56.0, options.Height / 40.0), 7, 96), _ink);
        int cap = Text.CapHeight;
        Top = options.Title.Length > 0 ? (4 * cap) : (int)(1.4 * cap);
        Bottom = options.Height - (int)((options.XLabel.Length > 0 ? 5.2 : 3.2) * cap);

        var (xLow, xHigh) = Ends(curves.SelectMany(c => c.Curve.X));
        var (yLow, yHigh) = Ends(curves.SelectMany(c => c.Curve.Y).Append(0));
        int rows = Math.Max(2, (Bottom - Top) / (4 * cap));
        Y = options.YRange is { } given ? Axis.Exactly(given.Low, given.High, rows) : Axis.Rounded(yLow, yHigh, rows);
        double labels = Y.Ticks.Select(t => Text.Measure(Y.Label(t))).DefaultIfEmpty(0).Max();
        Left = (int)Math.Ceiling(labels + ((options.YLabel.Length > 0 ? 3.6 : 1.6) * cap));
        Legend = new CurveLegend(Text, curves, options);
        Right = options.Width - (Legend.IsOutside ? Legend.Width + cap : 2 * cap);
        X = Axis.Exactly(xLow, xHigh, Math.Max(2, (Right - Left) / (6 * cap)));
        if (Right - Left < 2 * cap || Bottom - Top < 2 * cap)
            throw new ArgumentException($"Expected room for a plot beside its texts, got {options.Width}×{options.Height} pixels: use a larger picture or a smaller text size.", nameof(options));
    }

    public TextStyle Text { get; }

    public CurveLegend Legend { get; }

    public int Left { get; }

    public int Top { get; }

    public int Right { get; }

    public int Bottom { get; }

    public Axis X { get; }

    public Axis Y { get; }

    /// <summary>Thickness of a curve in pixels.</summary>
    public double Pen => Math.Max(1.2, Text.CapHeight * 0.2);

    /// <summary>The point of the picture where a data point is drawn.</summary>
    public Vector2 Place(double x, double y) =>
        new((float)(Left + (X.Share(x) * (Right - Left))), (float)(Bottom - (Y.Share(y) * (Bottom - Top))));

    /// <summary>Draws rules, axes, numbers and texts; the curves come on top.</summary>
    public void Draw(Canvas canvas)
    {
        int cap = Text.CapHeight;
        double line = Math.Max(1, Math.Round(cap / 11.0));
        foreach (double tick in Y.Ticks)
        {
            double y = Math.Round(Place(X.Low, tick).Y);
            canvas.FillRectangle(Left, y - (line / 2), Right, y + (line / 2), _rule);
            Text.Draw(canvas, Y.Label(tick), Left - (0.7 * cap), y + (cap / 2), TextAlignment.Right);
        }
        foreach (double tick in X.Ticks)
        {
            double x = Math.Round(Place(tick, Y.Low).X);
            canvas.FillRectangle(x - (line / 2), Bottom, x + (line / 2), Bottom + (0.45 * cap), _axis);
            Text.Draw(canvas, X.Label(tick), x, Bottom + (2 * cap), TextAlignment.Center);
        }
        canvas.FillRectangle(Left, Bottom, Right, Bottom + line, _axis);

        double middle = (Left + Right) / 2.0;
        var title = Text with { CapHeight = (int)Math.Round(cap * 1.2), Bold = true };
        title.Draw(canvas, title.Fit(_options.Title, _options.Width - (2 * cap)), middle, 2.5 * cap, TextAlignment.Center);
        Text.Draw(canvas, Text.Fit(_options.XLabel, Right - Left), middle, _options.Height - cap, TextAlignment.Center);
        Text.Draw(canvas, Text.Fit(_options.YLabel, Bottom - Top), (int)(1.7 * cap), (Top + Bottom) / 2.0, TextAlignment.Center, upwards: true);
    }

    private static (double Low, double High) Ends(IEnumerable<double> values)
    {
        double low = values.Min(), high = values.Max();
        // Curves without extent still need an axis of some length.
        return low < high ? (low, high) : (low, low + Math.Max(1, Math.Abs(low)));
    }
}
