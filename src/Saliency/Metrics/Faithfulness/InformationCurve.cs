using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>A performance information curve: the model's answer against the information that an image holds, both from the blurred image (0) to the untouched one (1).</summary>
internal static class InformationCurve
{
    /// <summary>The curve at <c>i / steps</c>, i = 0..steps.</summary>
    /// <param name="information">Of the blurred image, and of each that shows more.</param>
    /// <param name="scores">Theirs.</param>
    /// <param name="whole">Information and score of the untouched image.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="monotonous">A point is never below one that shows less.</param>
    /// <exception cref="InvalidOperationException">The untouched image has no more information or no better score than the blurred one.</exception>
    public static Curve Of(ReadOnlySpan<double> information, ReadOnlySpan<double> scores, (double Information, double Score) whole, int steps, bool monotonous)
    {
        if (!(whole.Information > information[0]))
            throw new InvalidOperationException($"Expected an image of more information than its blurred version, got {whole.Information} and {information[0]} bytes.");
        if (!(whole.Score > scores[0]))
            throw new InvalidOperationException($"Expected an image whose score is above that of its blurred version, got {whole.Score} and {scores[0]}.");
        var points = new List<(double X, double Y)> { (0, 0) };
        double best = 0;
        for (int k = 1; k < scores.Length; k++)
        {
            double x = Math.Clamp((information[k] - information[0]) / (whole.Information - information[0]), 0, 1);
            double y = Math.Clamp((scores[k] - scores[0]) / (whole.Score - scores[0]), 0, 1);
            best = Math.Max(best, y);
            points.Add((x, monotonous ? best : y));
        }
        points.Add((1, 1));
        // A stable sort: where several points share a place, the last one holds there.
        var sorted = points.OrderBy(point => point.X).ToArray();
        var positions = new double[steps + 1];
        var values = new double[steps + 1];
        for (int i = 0, at = 0; i <= steps; i++)
        {
            double x = positions[i] = (double)i / steps;
            while (at + 1 < sorted.Length && sorted[at + 1].X <= x) at++;
            values[i] = sorted[at].X == x || at + 1 == sorted.Length
                ? sorted[at].Y
                : sorted[at].Y + ((sorted[at + 1].Y - sorted[at].Y) * (x - sorted[at].X) / (sorted[at + 1].X - sorted[at].X));
        }
        return new Curve(ImmutableArray.Create(positions), ImmutableArray.Create(values));
    }

    /// <summary>The area under a curve of equal steps from 0 to 1.</summary>
    public static double AreaUnder(Curve curve) => Area.Trapezoid(curve.Y.AsSpan()) / (curve.Y.Length - 1);
}
