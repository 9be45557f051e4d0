using Saliency.Explainers;

namespace Saliency.Tests.Explainers;

/// <summary>XRAI's ordering of segments as its authors wrote it: in every round every mean anew.</summary>
internal static class SlowRanking
{
    public static (float[] Map, bool[][] Regions) Of(SaliencyMap map, IReadOnlyList<Mask> segments, XraiAlgorithm algorithm, double area, int minimum)
    {
        float[] values = map.Values.ToArray();
        var covered = new bool[values.Length];
        var regions = new List<(bool[] Pixels, double Gain)>();
        var remaining = segments.Select(s => s.Values.ToArray()).ToList();
        if (algorithm == XraiAlgorithm.Fast)
        {
            foreach (bool[] segment in remaining.OrderByDescending(s => Mean(values, s)))
                if (New(segment) is var added && added.Count(p => p) >= minimum) Add(added);
        }
        else
        {
            while (covered.Count(p => p) / (double)covered.Length <= area)
            {
                remaining.RemoveAll(s => New(s).Count(p => p) < minimum);
                if (remaining.Count == 0) break;
                Add(New(remaining.MaxBy(s => Mean(values, New(s)))!));
            }
        }
        bool[][] ordered = [.. regions.OrderByDescending(r => r.Gain).Select(r => r.Pixels)];
        if (covered.Contains(false)) ordered = [.. ordered, Array.ConvertAll(covered, p => !p)];
        var result = new float[values.Length];
        foreach (bool[] region in ordered)
            for (int p = 0; p < result.Length; p++)
                if (region[p]) result[p] = (float)Mean(values, region);
        return (result, ordered);

        bool[] New(bool[] segment) => [.. segment.Zip(covered, (s, c) => s && !c)];

        void Add(bool[] added)
        {
            regions.Add((added, Mean(values, added)));
            for (int p = 0; p < added.Length; p++) covered[p] |= added[p];
        }
    }

    private static double Mean(float[] values, bool[] pixels) => values.Where((_, p) => pixels[p]).Average(v => (double)v);
}
