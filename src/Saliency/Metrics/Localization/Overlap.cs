namespace Saliency.Metrics;

/// <summary>How many pixels two masks have, each and in common.</summary>
internal readonly record struct Overlap(int Both, int First, int Second)
{
    public static Overlap Of(Mask first, Mask second)
    {
        int both = 0;
        ReadOnlySpan<bool> a = first.Values, b = second.Values;
        for (int i = 0; i < a.Length; i++) both += a[i] & b[i] ? 1 : 0;
        return new Overlap(both, first.Count, second.Count);
    }

    /// <summary>Intersection over union; 0 of two empty masks.</summary>
    public double IoU => First + Second == 0 ? 0 : (double)Both / (First + Second - Both);

    /// <summary>Twice the intersection over the sum of both; 0 of two empty masks.</summary>
    public double Dice => First + Second == 0 ? 0 : 2.0 * Both / (First + Second);
}
