namespace Saliency.Numerics;

/// <summary>Numbers read from samples, and how far sampling lets each stray.</summary>
/// <param name="Values">The numbers.</param>
/// <param name="Errors">Their standard errors; empty where there are none: too few samples yet, or nothing was sampled.</param>
internal sealed record Estimate(double[] Values, double[] Errors)
{
    /// <summary>Whether the root mean square of the errors is at most a share of the range of the values.</summary>
    public bool IsWithin(double share)
    {
        if (Errors.Length == 0) return false;
        double squares = 0;
        foreach (double e in Errors) squares += e * e;
        return Math.Sqrt(squares / Errors.Length) <= share * (Values.Max() - Values.Min());
    }
}
