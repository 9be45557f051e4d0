namespace Saliency.Numerics;

/// <summary>For each sample of a window of a resized line: which source samples it mixes, and with what fixed-point weights.</summary>
internal sealed class ResizeWeights
{
    /// <summary>A weight of one is 1 shifted left by so many bits: 8 more for a byte and 2 for overshoot still fit an int.</summary>
    public const int FractionBits = 22;

    private readonly int[] _starts;
    private readonly int[] _offsets;
    private readonly int[] _weights;

    private ResizeWeights(int[] starts, int[] offsets, int[] weights) => (_starts, _offsets, _weights) = (starts, offsets, weights);

    /// <summary>Samples of the window.</summary>
    public int Length => _starts.Length;

    /// <summary>The first source sample that sample <paramref name="i"/> mixes.</summary>
    public int Start(int i) => _starts[i];

    /// <summary>The source sample after the last one that sample <paramref name="i"/> mixes.</summary>
    public int End(int i) => _starts[i] + _offsets[i + 1] - _offsets[i];

    /// <summary>The weights of sample <paramref name="i"/>; they add up to one but for rounding.</summary>
    public ReadOnlySpan<int> Weights(int i) => _weights.AsSpan(_offsets[i], _offsets[i + 1] - _offsets[i]);

    /// <summary>Weights of a filter: sample i of the resized line is centred at <c>(i + ½) · source / resized</c> of the source, whose sample j has its centre at j + ½.
    /// What lies outside the source is left out and the rest scaled up to one.</summary>
    /// <param name="source">Samples of the source.</param>
    /// <param name="resized">Samples of the whole resized line.</param>
    /// <param name="first">The window's first sample in the resized line.</param>
    /// <param name="length">Samples of the window.</param>
    /// <param name="filter">The filter, zero beyond its support.</param>
    /// <param name="support">Half of the filter's width, in samples.</param>
    /// <param name="antialiased">Whether the filter is widened to the step when the line shrinks.</param>
    public static ResizeWeights Of(int source, int resized, int first, int length, Func<double, double> filter, double support, bool antialiased)
    {
        double step = (double)source / resized, widening = antialiased ? Math.Max(1, step) : 1, reach = support * widening;
        var starts = new int[length];
        var offsets = new int[length + 1];
        var weights = new List<int>(length * 2);
        var taps = new List<double>();
        for (int i = 0; i < length; i++)
        {
            double centre = (first + i + 0.5) * step, sum = 0;
            // The source samples whose centres lie within reach.
            int start = Math.Max(0, (int)(centre - reach + 0.5)), end = Math.Min(source, (int)(centre + reach + 0.5));
            taps.Clear();
            for (int j = start; j < end; j++)
            {
                double weight = filter((j - centre + 0.5) / widening);
                taps.Add(weight);
                sum += weight;
            }
            foreach (double tap in taps) weights.Add((int)Math.Round(sum == 0 ? 0 : tap / sum * (1 << FractionBits), MidpointRounding.AwayFromZero));
            (starts[i], offsets[i + 1]) = (start, weights.Count);
        }
        return new(starts, offsets, [.. weights]);
    }

    /// <summary>One source sample for each: the one that holds the centre.</summary>
    public static ResizeWeights Nearest(int source, int resized, int first, int length)
    {
        var starts = new int[length];
        var offsets = new int[length + 1];
        var weights = new int[length];
        Array.Fill(weights, 1 << FractionBits);
        for (int i = 0; i < length; i++)
            (starts[i], offsets[i + 1]) = (Math.Min(source - 1, (int)((first + i + 0.5) * source / resized)), i + 1);
        return new(starts, offsets, weights);
    }
}
