using System.Collections.Immutable;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>The pixels of an image in groups, the groups in the order in which they are removed.</summary>
internal sealed class PixelGroups
{
    private readonly int[] _groupOf;

    private PixelGroups(int[] groupOf, int count) => (_groupOf, Count) = (groupOf, count);

    /// <summary>Number of groups.</summary>
    public int Count { get; }

    /// <summary>Removes the first so many groups.</summary>
    public void Before(int count, Span<bool> removed)
    {
        for (int i = 0; i < removed.Length; i++) removed[i] = _groupOf[i] < count;
    }

    /// <summary>Leaves the first so many groups only.</summary>
    public void From(int count, Span<bool> removed)
    {
        for (int i = 0; i < removed.Length; i++) removed[i] = _groupOf[i] >= count;
    }

    /// <summary>Removes one group.</summary>
    public void Alone(int group, Span<bool> removed)
    {
        for (int i = 0; i < removed.Length; i++) removed[i] = _groupOf[i] == group;
    }

    /// <summary>Pixels by value, cut into groups where given.</summary>
    /// <param name="values">One for each pixel; ties broken by the lowest index.</param>
    /// <param name="order">Highest or lowest first.</param>
    /// <param name="ends">For each group, the pixels that it and those before it hold, rising to all of them.</param>
    public static PixelGroups Ranked(ReadOnlySpan<float> values, RemovalOrder order, ReadOnlySpan<int> ends)
    {
        int[] pixels = Sorted(values, order), groupOf = new int[values.Length];
        int at = 0;
        for (int group = 0; group < ends.Length; group++)
            for (; at < ends[group]; at++) groupOf[pixels[at]] = group;
        return new PixelGroups(groupOf, ends.Length);
    }

    /// <summary>Square patches by their means (of whole patches: their sums), those at the lower and right border cut there.</summary>
    /// <param name="map">Gives the means; ties broken by the lowest index.</param>
    /// <param name="order">Highest or lowest first.</param>
    /// <param name="side">Side of a patch in pixels.</param>
    public static PixelGroups Patches(SaliencyMap map, RemovalOrder order, int side)
    {
        int across = ((map.Width - 1) / side) + 1, count = (((map.Height - 1) / side) + 1) * across;
        return OfParts(map, order, count, pixel => (pixel / map.Width / side * across) + (pixel % map.Width / side));
    }

    /// <summary>Segments by their means.</summary>
    /// <param name="map">Gives the means; ties broken by the lowest number.</param>
    /// <param name="order">Highest or lowest first.</param>
    /// <param name="segments">The segments, of the map's size.</param>
    public static PixelGroups Segments(SaliencyMap map, RemovalOrder order, Segmentation segments) =>
        OfParts(map, order, segments.Count, pixel => segments.Labels[pixel]);

    private static PixelGroups OfParts(SaliencyMap map, RemovalOrder order, int count, Func<int, int> partOf)
    {
        var (sums, sizes) = (new double[count], new int[count]);
        for (int i = 0; i < map.Values.Length; i++)
        {
            sums[partOf(i)] += map.Values[i];
            sizes[partOf(i)]++;
        }
        int[] parts = Sorted([.. sums.Zip(sizes, (sum, size) => (float)(sum / size))], order), groupOf = new int[map.Values.Length], turn = new int[count];
        for (int k = 0; k < count; k++) turn[parts[k]] = k;
        for (int i = 0; i < groupOf.Length; i++) groupOf[i] = turn[partOf(i)];
        return new PixelGroups(groupOf, count);
    }

    /// <summary>Ends of groups of one size, the last one with what is left.</summary>
    public static int[] EndsOfSteps(int pixels, int step)
    {
        var ends = new int[((pixels - 1) / step) + 1];
        for (int k = 0; k < ends.Length; k++) ends[k] = (int)Math.Min(pixels, (k + 1L) * step);
        return ends;
    }

    /// <summary>How many of so many different values reach a percentile of them, at least one fewer than all.</summary>
    public static int CountFromPercentile(double percentile, int pixels)
    {
        // numpy's percentile stands at place p · (n − 1) of the rising values; that place itself may be off by rounding.
        return pixels - Math.Max(1, (int)Math.Ceiling((percentile / 100 * (pixels - 1)) - 1e-6));
    }

    /// <summary>Of pixels ranked one by one: how many are the first so many and those equal to the last of them.</summary>
    public int WithTies(int count, ReadOnlySpan<float> values)
    {
        float last = values[Array.IndexOf(_groupOf, count - 1)];
        int all = count;
        for (int i = 0; i < values.Length; i++)
            if (values[i] == last && _groupOf[i] >= count) all++;
        return all;
    }

    /// <summary>The shares of pixels removed after no group, one, and so on to all.</summary>
    public ImmutableArray<double> Shares()
    {
        var shares = new double[Count + 1];
        foreach (int group in _groupOf) shares[group + 1]++;
        for (int k = 1; k <= Count; k++) shares[k] += shares[k - 1];
        for (int k = 1; k <= Count; k++) shares[k] /= _groupOf.Length;
        return ImmutableArray.Create(shares);
    }

    /// <summary>Each group's sum of a value of its pixels.</summary>
    public double[] Sums(ReadOnlySpan<float> values)
    {
        var sums = new double[Count];
        for (int i = 0; i < values.Length; i++) sums[_groupOf[i]] += values[i];
        return sums;
    }

    private static int[] Sorted(ReadOnlySpan<float> values, RemovalOrder order)
    {
        var keys = values.ToArray();
        if (order == RemovalOrder.LeastRelevantFirst) TensorPrimitives.Negate(keys, keys);
        var sorted = new int[keys.Length];
        Ranking.Descending(keys, sorted);
        return sorted;
    }
}
