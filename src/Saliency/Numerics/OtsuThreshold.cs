using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>The threshold that parts the grey levels of a map best.</summary>
internal static class OtsuThreshold
{
    private const int Levels = 256;

    /// <summary>Marks the values above the level at which the variance between those above and those up to it is largest; of several levels the lowest. None of equal values.</summary>
    /// <remarks>Levels are <c>⌊255 · (v − min) / (max − min)⌋</c>, as those of a picture of the map.</remarks>
    public static void Mark(ReadOnlySpan<float> values, Span<bool> marks)
    {
        double low = TensorPrimitives.Min(values), range = TensorPrimitives.Max(values) - low;
        marks.Clear();
        if (range == 0) return;
        Span<int> counts = stackalloc int[Levels];
        counts.Clear();
        foreach (float value in values) counts[Level(value, low, range)]++;
        int threshold = Best(counts, values.Length);
        for (int i = 0; i < values.Length; i++) marks[i] = Level(values[i], low, range) > threshold;
    }

    private static int Level(float value, double low, double range) => (int)((value - low) / range * (Levels - 1));

    private static int Best(ReadOnlySpan<int> counts, int total)
    {
        double sum = 0, all = 0, most = 0;
        for (int level = 0; level < Levels; level++) all += (double)level * counts[level];
        int best = 0;
        long below = 0;
        for (int level = 0; level < Levels - 1; level++)
        {
            below += counts[level];
            sum += (double)level * counts[level];
            if (below == 0 || below == total) continue;
            // n₀ n₁ (μ₀ − μ₁)².
            double apart = (sum / below) - ((all - sum) / (total - below)), variance = (double)below * (total - below) * apart * apart;
            if (variance > most) (most, best) = (variance, level);
        }
        return best;
    }
}
