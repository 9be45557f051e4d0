using System.Collections.Immutable;
using System.Numerics;

namespace Saliency.Explainers;

/// <summary>Orders overlapping segments by what they add: the heart of <see cref="Xrai"/>.</summary>
/// <remarks>Each segment keeps its pixels that nothing covers yet as bits, with their number and sum. Covering a region takes its pixels out of every segment, so that
/// each pixel of each segment is visited once, whatever the number of rounds.</remarks>
internal sealed class RegionRanking
{
    private const int WordBits = 64;

    private readonly double[] _values;
    private readonly int _height, _width, _minimum;
    private readonly ulong[][] _left;
    private readonly int[] _counts;
    private readonly double[] _sums;
    private readonly ulong[] _uncovered;
    private readonly List<(ulong[] Pixels, double Gain)> _regions = [];

    /// <param name="values">The attribution of each pixel.</param>
    /// <param name="segments">Masks of height × width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="minimum">A segment that adds fewer pixels is left out.</param>
    public RegionRanking(double[] values, IReadOnlyList<Mask> segments, int height, int width, int minimum)
    {
        (_values, _height, _width, _minimum) = (values, height, width, Math.Max(1, minimum));
        _left = [.. segments.Select(s => Bits(s.Values))];
        _counts = [.. segments.Select(s => s.Count)];
        _sums = [.. _left.Select(Sum)];
        var all = new bool[values.Length];
        Array.Fill(all, true);
        _uncovered = Bits(all);
    }

    /// <summary>Again and again the segment of the highest mean over what it adds; among equals the first.</summary>
    public void Full(double areaFraction)
    {
        int covered = 0;
        while ((double)covered / _values.Length <= areaFraction)
        {
            int best = -1;
            for (int s = 0; s < _left.Length; s++)
                if (_counts[s] >= _minimum && (best < 0 || Mean(s) > Mean(best))) best = s;
            if (best < 0) return;
            covered += _counts[best];
            Cover(best);
        }
    }

    /// <summary>Every segment once, by its mean over all its pixels; among equals the first.</summary>
    public void Fast()
    {
        foreach (int s in Enumerable.Range(0, _left.Length).Where(s => _counts[s] > 0).OrderByDescending(Mean).ToArray())
            if (_counts[s] >= _minimum) Cover(s);
    }

    /// <summary>The regions, the highest gain first, then what no segment covered; and the map of their gains.</summary>
    public (ImmutableArray<XraiRegion> Regions, float[] Map) Finish()
    {
        var ordered = _regions.OrderByDescending(r => r.Gain).ToList();
        int rest = _uncovered.Sum(BitOperations.PopCount);
        if (rest > 0) ordered.Add((_uncovered, Sum(_uncovered) / rest));
        var map = new float[_values.Length];
        foreach (var (pixels, gain) in ordered) ForEach(pixels, p => map[p] = (float)gain);
        return ([.. ordered.Select(r => new XraiRegion(MaskOf(r.Pixels), r.Gain))], map);
    }

    private double Mean(int segment) => _sums[segment] / _counts[segment];

    private void Cover(int segment)
    {
        var region = _left[segment].ToArray();
        _regions.Add((region, Mean(segment)));
        Remove(region, _uncovered);
        for (int s = 0; s < _left.Length; s++)
        {
            if (_counts[s] < _minimum) continue;
            var (count, sum) = Remove(region, _left[s]);
            _counts[s] -= count;
            _sums[s] -= sum;
        }
    }

    private (int Count, double Sum) Remove(ulong[] region, ulong[] from)
    {
        int count = 0;
        double sum = 0;
        for (int w = 0; w < region.Length; w++)
        {
            ulong hit = from[w] & region[w];
            if (hit == 0) continue;
            from[w] ^= hit;
            count += BitOperations.PopCount(hit);
            for (; hit != 0; hit &= hit - 1) sum += _values[(w * WordBits) + BitOperations.TrailingZeroCount(hit)];
        }
        return (count, sum);
    }

    private double Sum(ulong[] pixels)
    {
        double sum = 0;
        ForEach(pixels, p => sum += _values[p]);
        return sum;
    }

    private Mask MaskOf(ulong[] pixels)
    {
        var values = new bool[_values.Length];
        ForEach(pixels, p => values[p] = true);
        return Mask.Owning(values, _height, _width);
    }

    private static ulong[] Bits(ReadOnlySpan<bool> values)
    {
        var bits = new ulong[(values.Length + WordBits - 1) / WordBits];
        for (int p = 0; p < values.Length; p++)
            if (values[p]) bits[p / WordBits] |= 1UL << (p % WordBits);
        return bits;
    }

    private static void ForEach(ulong[] pixels, Action<int> act)
    {
        for (int w = 0; w < pixels.Length; w++)
            for (ulong word = pixels[w]; word != 0; word &= word - 1) act((w * WordBits) + BitOperations.TrailingZeroCount(word));
    }
}
