using System.Numerics;
using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>Curves over one pair of axes: insertion and deletion, and whatever else a metric reads its value from.</summary>
public static class CurvePlot
{
    /// <summary>Draws the curves, each in its own colour (from the eighth on dashed), and their names with their values.</summary>
    /// <param name="curves">At least one, each of at least two finite points.</param>
    /// <param name="options">Size and texts.</param>
    /// <returns>A picture of exactly the asked size.</returns>
    /// <exception cref="ArgumentException">No curves, a curve of fewer than two points, NaN or infinity, or a picture too small for its texts.</exception>
    public static Photo Render(IReadOnlyList<NamedCurve> curves, CurvePlotOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count == 0) throw new ArgumentException("Expected at least one curve, got none.", nameof(curves));
        foreach (var curve in curves) Check(curve);
        options ??= new CurvePlotOptions();

        var frame = new PlotFrame(curves, options);
        var canvas = new Canvas(options.Width, options.Height, RgbColor.White);
        frame.Draw(canvas);
        var lines = new Vector2[curves.Count][];
        for (int i = 0; i < lines.Length; i++) lines[i] = Line(curves[i].Curve, frame);

        // Half a pen beyond the frame, so that a curve along the axis keeps its breadth.
        int margin = (int)Math.Ceiling(frame.Pen / 2);
        canvas.Clip(frame.Left - margin, frame.Top - margin, frame.Right + margin, frame.Bottom + margin);
        if (options.ShadeArea)
        {
            for (int i = 0; i < lines.Length; i++) Shade(canvas, lines[i], frame, CurveLook.Of(i).Color, 0.16 / Math.Pow(lines.Length, 0.75));
        }
        for (int i = lines.Length - 1; i >= 0; i--) CurveLook.Of(i).Draw(canvas, lines[i], frame.Pen);
        canvas.Clip(0, 0, options.Width, options.Height);
        frame.Legend.Draw(canvas, frame, lines);
        return canvas.ToPhoto();
    }

    private static Vector2[] Line(Curve curve, PlotFrame frame)
    {
        var line = new Vector2[curve.X.Length];
        for (int i = 0; i < line.Length; i++) line[i] = frame.Place(curve.X[i], curve.Y[i]);
        return line;
    }

    private static void Shade(Canvas canvas, Vector2[] line, PlotFrame frame, RgbColor color, double opacity)
    {
        float zero = Math.Clamp(frame.Place(frame.X.Low, 0).Y, frame.Top, frame.Bottom);
        canvas.FillPolygon([new(line[0].X, zero), .. line, new(line[^1].X, zero)], color, opacity);
    }

    private static void Check(NamedCurve named)
    {
        ArgumentNullException.ThrowIfNull(named);
        var (name, curve, _) = named;
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.X.Length < 2) throw new ArgumentException($"Expected at least two points in the curve '{name}', got {curve.X.Length}.", nameof(named));
        for (int i = 0; i < curve.X.Length; i++)
        {
            if (!double.IsFinite(curve.X[i]) || !double.IsFinite(curve.Y[i]))
                throw new ArgumentException($"Expected finite points in the curve '{name}', got ({curve.X[i]}, {curve.Y[i]}) at index {i}.", nameof(named));
        }
    }
}
