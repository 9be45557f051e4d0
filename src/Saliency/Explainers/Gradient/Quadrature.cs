using MathNet.Numerics.Integration;

namespace Saliency.Explainers;

/// <summary>The places and weights of an integral from 0 to 1.</summary>
internal sealed record Quadrature(double[] Places, double[] Weights)
{
    public int Count => Places.Length;

    /// <exception cref="ArgumentOutOfRangeException">The rule is not defined, or has not that many steps.</exception>
    public static Quadrature Of(IntegrationRule rule, int steps)
    {
        int least = rule is IntegrationRule.Trapezoid or IntegrationRule.CaptumTrapezoid or IntegrationRule.PairMean ? 2 : 1;
        if (steps < least) throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Expected {least} or more steps for {rule}.");
        double n = steps;
        return rule switch
        {
            IntegrationRule.GaussLegendre => GaussLegendre(steps),
            IntegrationRule.Left => Even(steps, i => i / n, 1 / n),
            IntegrationRule.Right => Even(steps, i => (i + 1) / n, 1 / n),
            IntegrationRule.Middle => Even(steps, i => (i + 0.5) / n, 1 / n),
            IntegrationRule.Trapezoid => HalfEnds(Even(steps, i => i / (n - 1), 1 / (n - 1))),
            IntegrationRule.CaptumTrapezoid => HalfEnds(Even(steps, i => i / (n - 1), 1 / n)),
            IntegrationRule.PairMean => Even(steps, i => i / (n - 1), 1 / n),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Expected a defined rule."),
        };
    }

    private static Quadrature GaussLegendre(int steps)
    {
        var rule = new GaussLegendreRule(0, 1, steps);
        return new Quadrature(rule.Abscissas, rule.Weights);
    }

    private static Quadrature Even(int steps, Func<int, double> place, double weight) =>
        new([.. Enumerable.Range(0, steps).Select(place)], [.. Enumerable.Repeat(weight, steps)]);

    private static Quadrature HalfEnds(Quadrature whole)
    {
        whole.Weights[0] /= 2;
        whole.Weights[^1] /= 2;
        return whole;
    }
}
