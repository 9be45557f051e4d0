using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>An image's pixels, each joined to its eight neighbours, the edges in the order of the colour distance that they span.</summary>
internal sealed class PixelGraph
{
    private readonly int _pixels;
    private readonly (int A, int B, double Cost)[] _edges;

    /// <summary>Builds the graph of planes that are smoothed already.</summary>
    /// <remarks>Among equal distances: edges to the right come first, then down, down-right, up-right; of one direction row after row.</remarks>
    public PixelGraph(ReadOnlySpan<double> planes, ImageShape shape)
    {
        var (_, height, width) = shape;
        _pixels = shape.PlaneLength;
        (int Y, int X, int A, int B)[] directions = [(0, 1, 0, 1), (1, 0, 0, width), (1, 1, 0, width + 1), (1, 1, 1, width)];
        var edges = new (int A, int B, double Cost)[directions.Sum(d => (height - d.Y) * (width - d.X))];
        var costs = new double[edges.Length];
        int e = 0;
        foreach (var (down, right, a, b) in directions)
            for (int y = 0; y < height - down; y++)
                for (int i = y * width, end = i + width - right; i < end; i++, e++)
                {
                    costs[e] = Distance(planes, i + a, i + b);
                    edges[e] = (i + a, i + b, costs[e]);
                }
        var order = new int[edges.Length];
        RisingOrder.Of(costs, order);
        _edges = Array.ConvertAll(order, i => edges[i]);
    }

    /// <summary>Joins pixels to segments, from the least distance up, and then the segments that are too small.</summary>
    /// <param name="scale">How much a segment may vary beyond its own edges, over its number of pixels.</param>
    /// <param name="minimumPixels">Smaller segments join the neighbour that is nearest in colour.</param>
    /// <returns>The segment of each pixel, numbered in the order of their first pixels.</returns>
    public int[] Segment(double scale, int minimumPixels)
    {
        var sets = new DisjointSets(_pixels);
        var sizes = new int[_pixels];
        sizes.AsSpan().Fill(1);
        // The largest edge inside a segment plus scale over its size. In float as scikit-image keeps it, lest an edge at the limit falls to the other side.
        var limits = new float[_pixels];
        limits.AsSpan().Fill((float)scale);
        foreach (var (a, b, cost) in _edges)
        {
            int s = sets.Find(a), t = sets.Find(b);
            if (s == t || !(cost < Math.Min(limits[s], limits[t]))) continue;
            int joined = sets.Join(s, t), size = sizes[s] + sizes[t];
            sizes[joined] = size;
            limits[joined] = (float)(cost + (scale / size));
        }
        foreach (var (a, b, _) in _edges)
        {
            int s = sets.Find(a), t = sets.Find(b);
            if (s == t || (sizes[s] >= minimumPixels && sizes[t] >= minimumPixels)) continue;
            int size = sizes[s] + sizes[t];
            sizes[sets.Join(s, t)] = size;
        }
        return sets.Labels();
    }

    private double Distance(ReadOnlySpan<double> planes, int a, int b)
    {
        double sum = 0;
        for (; a < planes.Length; a += _pixels, b += _pixels)
        {
            double difference = planes[b] - planes[a];
            sum += difference * difference;
        }
        return Math.Sqrt(sum);
    }
}
