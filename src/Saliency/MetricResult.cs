using System.Collections.Immutable;

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

    /// <summary>Positions, for example the share of pixels changed, 0..1.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Values at these positions.</summary>
    public ImmutableArray<double> Y { get; }
}
