using System.Collections.Immutable;
using System.Globalization;

namespace Saliency;

/// <summary>A judgement: one number and, where the metric has one, the curve it was read from.</summary>
/// <param name="Value">The number.</param>
/// <param name="Curve">The curve, or null.</param>
public sealed record MetricResult(double Value, Curve? Curve = null);

/// <summary>Points of a curve, in order.</summary>
public sealed class Curve
{
    /// <summary>Makes a curve of equally many positions and values.</summary>
    public Curve(ImmutableArray<double> x, ImmutableArray<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Expected as many values as positions ({x.Length}), got {y.Length}.", nameof(y));
        X = x;
        Y = y;
    }

    /// <summary>The mean of curves at the same positions, value by value: the curve of a set of images.</summary>
    /// <exception cref="ArgumentException">No curves, or curves at different positions.</exception>
    public static Curve Mean(params IReadOnlyList<Curve> curves) => Combined(curves, values => values.Average());

    /// <summary>The median of curves at the same positions, value by value; of an even number of curves the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">No curves, or curves at different positions.</exception>
    public static Curve Median(params IReadOnlyList<Curve> curves) => Combined(curves, values =>
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    });

    /// <summary>The area under the curve by trapezoids: <c>Σ (x_i+1 − x_i)(y_i + y_i+1) / 2</c>; 0 for fewer than two points.</summary>
    public double Area()
    {
        double sum = 0;
        for (int i = 1; i < X.Length; i++) sum += (X[i] - X[i - 1]) * (Y[i] + Y[i - 1]) / 2;
        return sum;
    }

    /// <summary>Positions, for example the share of pixels changed, 0..1.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Values at these positions.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>The number of points and their range.</summary>
    public override string ToString() => X.IsEmpty ? "no points" : string.Create(CultureInfo.InvariantCulture, $"{X.Length} points, {Y.Min():g4} to {Y.Max():g4}");

    private static Curve Combined(IReadOnlyList<Curve> curves, Func<double[], double> combine)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count == 0) throw new ArgumentException("Expected at least one curve, got none.", nameof(curves));
        if (curves.Any(curve => !curve.X.AsSpan().SequenceEqual(curves[0].X.AsSpan()))) throw new ArgumentException("Expected curves at the same positions.", nameof(curves));
        return new Curve(curves[0].X, [.. Enumerable.Range(0, curves[0].X.Length).Select(i => combine([.. curves.Select(curve => curve.Y[i])]))]);
    }
}
