namespace Saliency.Numerics;

/// <summary>Repeats each of several blocks of values: a a b b c c.</summary>
internal static class Repetition
{
    /// <summary>Every block <paramref name="times"/> times, one after the other.</summary>
    /// <param name="values">Blocks of equal length.</param>
    /// <param name="blocks">How many they are.</param>
    /// <param name="times">How often each comes.</param>
    public static float[] OfEach(ReadOnlySpan<float> values, int blocks, int times)
    {
        int length = values.Length / blocks;
        var repeated = new float[values.Length * times];
        for (int i = 0; i < blocks * times; i++) values.Slice(i / times * length, length).CopyTo(repeated.AsSpan(i * length));
        return repeated;
    }
}
