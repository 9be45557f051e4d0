namespace Saliency.Numerics;

/// <summary>Sums of single-precision values held in doubles, added in order.</summary>
internal static class DoubleSums
{
    /// <summary><c>Σ values[i]</c>.</summary>
    public static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values) sum += v;
        return sum;
    }

    /// <summary><c>Σ a[i] · b[i]</c>.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"Expected {a.Length} values, got {b.Length}.", nameof(b));
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
