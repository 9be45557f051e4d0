namespace Saliency.Numerics;

/// <summary>Widens colours of 0..1 to doubles.</summary>
internal static class ByteFraction
{
    private static readonly double[] s_fractions = [.. Enumerable.Range(0, 256).Select(k => k / 255.0)];

    /// <summary>The value; a float that is the nearest one to a byte's k/255 counts as that fraction itself, since floats of photos are bytes that were rounded.</summary>
    /// <remarks>Segmenters sort and compare: the rounding of a float would decide between colours that are equally far apart in bytes.</remarks>
    public static double Widen(float value)
    {
        double k = Math.Round(value * 255.0);
        return k is >= 0 and <= 255 && (float)s_fractions[(int)k] == value ? s_fractions[(int)k] : value;
    }

    /// <summary>The values, each widened.</summary>
    public static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = Widen(values[i]);
        return wide;
    }
}
