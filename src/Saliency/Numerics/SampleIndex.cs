namespace Saliency.Numerics;

/// <summary>Which sample stands for one beyond the first or last of a row.</summary>
internal static class SampleIndex
{
    /// <summary>The edge sample again: <c>a a | a b c d | d d</c>.</summary>
    public static int Clamp(int i, int length) => Math.Clamp(i, 0, length - 1);

    /// <summary>Mirrored about the centre of the edge sample: <c>c b | a b c d | c b</c>.</summary>
    public static int Mirror(int i, int length)
    {
        if ((uint)i < (uint)length) return i;
        if (length == 1) return 0;
        int period = 2 * (length - 1);
        i = ((i % period) + period) % period;
        return i < length ? i : period - i;
    }

    /// <summary>Reflected about the outer side of the edge sample: <c>b a | a b c d | d c</c>.</summary>
    public static int Reflect(int i, int length)
    {
        if ((uint)i < (uint)length) return i;
        int period = 2 * length;
        i = ((i % period) + period) % period;
        return i < length ? i : period - 1 - i;
    }
}
