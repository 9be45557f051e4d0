namespace Saliency.Tests.Reference;

/// <summary>How far a value may stray: <c>Absolute + Relative·|expected|</c>.</summary>
public readonly record struct Tolerance(double Relative, double Absolute);

/// <summary>Compares arrays and names the worst place.</summary>
public static class Close
{
    public static void Assert(ReferenceArray expected, ReadOnlySpan<float> actual, Tolerance tolerance, string what)
    {
        var doubles = new double[actual.Length];
        for (int i = 0; i < doubles.Length; i++) doubles[i] = actual[i];
        Assert(expected, doubles, tolerance, what);
    }

    public static void Assert(ReferenceArray expected, ReadOnlySpan<double> actual, Tolerance tolerance, string what)
    {
        NUnit.Framework.Assert.That(actual.Length, Is.EqualTo(expected.Values.Length), $"{what}: number of values");
        string? worst = Worst(expected, actual, tolerance);
        NUnit.Framework.Assert.That(worst, Is.Null, what);
    }

    /// <summary>The worst place in words, or null where all are close enough. NaN equals NaN alone.</summary>
    public static string? Worst(ReferenceArray expected, ReadOnlySpan<double> actual, Tolerance tolerance)
    {
        int worst = -1, strayed = 0;
        double worstShare = 1;
        for (int i = 0; i < actual.Length; i++)
        {
            double wanted = expected.Values[i];
            if (double.IsNaN(wanted) && double.IsNaN(actual[i])) continue;
            double share = Math.Abs(actual[i] - wanted) / (tolerance.Absolute + (tolerance.Relative * Math.Abs(wanted)));
            if (share <= 1) continue;
            strayed++;
            if (worst >= 0 && !(share > worstShare) && !double.IsNaN(share)) continue;
            (worst, worstShare) = (i, share);
        }
        return worst < 0
            ? null
            : $"{strayed} of {actual.Length} values stray; worst at [{string.Join(", ", Place(worst, expected.Shape))}]: expected {expected.Values[worst]:R}, got {actual[worst]:R}, {worstShare:F1} times the tolerance";
    }

    private static int[] Place(int index, int[] shape)
    {
        var place = new int[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--) (index, place[d]) = (index / shape[d], index % shape[d]);
        return place;
    }
}
